"""The golden sets as cards: newest version, what waits, what it is made of, and the way in."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

import streamlit as st

from app import state
from app.components.golden.composition import composition_html
from tidegauge.formats import count
from tidegauge.workbench.golden_listing import ListedSet


def golden_cards(found: Sequence[ListedSet], chosen: ListedSet) -> None:
    """Show a card for each set. The chosen one says so."""
    grid = st.grid(2, min_column_width=420, border=True)
    for place, one in enumerate(found):
        with grid.cell():
            st.html(_html(one))
            if one.name == chosen.name:
                st.html('<div class="tg-details">Shown below</div>')
            else:
                st.button("Show", key=f"golden_open_{place}", on_click=_open, args=(one.name,))


def age(at: datetime) -> str:
    """Return how old something is: “today”, “1 day”, “43 days”."""
    days = (state.now() - at).days
    return "today" if days < 1 else f"{count(days)} day{'' if days == 1 else 's'} old"


def _html(one: ListedSet) -> str:
    newest = one.newest
    version = (
        f"v{newest.version} · {count(newest.items)} items · {age(newest.at)}" if newest else "not frozen yet"
    )
    waits = len(one.changes.enter) + len(one.changes.leave) + len(one.changes.change)
    noun = "item" if one.items == 1 else "items"
    line = f"{count(one.items)} {noun} for v{one.next_version}"
    if newest:
        line = f"{line}, {count(waits)} changed since" if waits else "nothing changed since"
    return (
        f'<div class="tg-card-name"><bdi>{escape(one.name)}</bdi><span>{escape(version)}</span></div>'
        f'<div class="tg-card-line">{escape(line)}</div>{composition_html(one.parts)}'
    )


def _open(name: str) -> None:
    st.query_params["set"] = name
