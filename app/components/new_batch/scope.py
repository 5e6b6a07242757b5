"""Which calls a batch is made of: those of the page that asks, or a window and filters that are chosen here."""

import streamlit as st

from app import state
from tidegauge.comparisons import ALL_DATA, LATER_HALF, PRESETS, Request, default_window
from tidegauge.errors import FilterError
from tidegauge.filters import TraceFilter

_WINDOWS = (*PRESETS, LATER_HALF, ALL_DATA)


def scope_words(question: TraceFilter) -> str:
    """Return a filter's current side in words.

    >>> from datetime import datetime
    >>> from tidegauge.filters import Population, Window, parse_condition
    >>> week = Window(datetime(2026, 11, 14), datetime(2026, 11, 21))
    >>> scope_words(TraceFilter(Population(week, (parse_condition("geo = BR"),))))
    'geo = BR · 14 Nov 00:00 to 21 Nov 2026 00:00 UTC'
    """
    window = question.current.window
    chips = " · ".join(map(str, question.where)) or "all calls"
    return f"{chips} · {window.start:%d %b %H:%M} to {window.end:%d %b %Y %H:%M} UTC"


def scope_fields(chips: tuple[str, ...]) -> TraceFilter | None:
    """Show a window and filters to choose, and return what they mean; None where they cannot be read."""
    usual = default_window(state.now(), state.catalog().newest)
    window = st.selectbox("Window", _WINDOWS, index=_WINDOWS.index(usual), key="nb_window")
    where = st.multiselect(
        "Filter", chips, key="nb_where", accept_new_options=True, placeholder="All calls: feature = search"
    )
    try:
        return state.asked(Request(window=window, where=tuple(where), compare="none"))
    except FilterError as error:
        st.error(str(error))
        return None
