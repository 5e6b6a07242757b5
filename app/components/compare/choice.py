"""Which two attributes the difference is looked for in."""

from collections.abc import Sequence

import streamlit as st

MOST = 2


def compare_by(dimensions: Sequence[str]) -> tuple[str, ...]:
    """Return the attributes of the heat map; none leaves the choice to the report."""
    chosen = st.multiselect(
        "Segments by",
        list(dimensions),
        key="compare_by",
        placeholder="those that tell most, or type two attributes",
        accept_new_options=True,
        max_selections=MOST,
        label_visibility="collapsed",
        bind="query-params",
        select_all=False,
    )
    return tuple(chosen)
