"""The sentence of the page Golden sets."""

from collections.abc import Sequence

import streamlit as st

from app.components.finding import block
from app.components.golden.cards import age
from tidegauge.formats import Tone, count
from tidegauge.workbench.golden_listing import ListedSet


def golden_headline(one: ListedSet, every: Sequence[ListedSet]) -> None:
    """Say what the chosen set is: its newest version, and what waits to be frozen."""
    newest, changes = one.newest, one.changes
    waits = len(changes.enter) + len(changes.leave) + len(changes.change)
    if newest is None:
        sentence = f"“{one.name}” has {count(one.items)} items, and no version yet. Freeze v1."
    elif waits:
        rest = "1 change waits" if waits == 1 else f"{count(waits)} changes wait"
        sentence = (
            f"{one.name} v{newest.version} has {count(newest.items)} items; {rest} for v{one.next_version}."
        )
    else:
        sentence = f"“{one.name}” v{newest.version} has {count(newest.items)} items, and nothing waits."
    details = [sentence.rstrip(".") for sentence in one.advice]
    if newest is not None:
        details.insert(0, f"frozen by {newest.by}, {age(newest.at)}, SHA-256 {newest.hash[:12]}…")
    if len(every) > 1:
        details.append(f"{count(len(every))} sets")
    st.html(
        block(
            "Golden sets",
            "",
            sentence,
            tuple(details),
            Tone.QUIET if waits or one.advice else Tone.BETTER,
        )
    )
