"""What is said of the batch that a link names: that it was just made, or that it is not there."""

from collections.abc import Sequence

import streamlit as st

from app.components.finding import block
from tidegauge.formats import Tone, count
from tidegauge.workbench.review_batches import ReviewBatch

MOST = 12
"""Numbers that are listed."""


def not_there(told: str, batches: Sequence[ReviewBatch], *, is_theirs: bool) -> str:
    """Return the sentence for a batch that is not among those that somebody sees.

    `is_theirs`: these are what others asked a reviewer for; another batch may be there, and is none of theirs.
    """
    numbers = ", ".join(map(str, sorted(one.id for one in batches[:MOST])))
    more = f" and {count(len(batches) - MOST)} older ones" if len(batches) > MOST else ""
    if is_theirs:
        return f"There is no batch {told[:20]} for you. Yours {'is' if len(batches) == 1 else 'are'} {numbers}{more}."
    return (
        f"There is no review batch {told[:20]}. There {'is' if len(batches) == 1 else 'are'} {numbers}{more}."
    )


def made_note(batches: Sequence[ReviewBatch], told: str) -> None:
    """Say that a batch was just made, and how others get to it."""
    made = next((one for one in batches if str(one.id) == told), None)
    if made is not None:
        sentence = f"Batch {made.id}, “{made.asked.name[:80]}”, is made."
        rest = (f"{count(made.of.drawn)} samples", "whoever is asked for it finds it on this page")
        st.html(block("Review", "", sentence, rest, Tone.QUIET))
