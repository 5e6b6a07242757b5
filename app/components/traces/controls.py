"""Search, order and quick filter of the list of traces: all in the link."""

from dataclasses import dataclass

import streamlit as st

from tidegauge.queries.traces_only import Only
from tidegauge.queries.traces_page import Sort

SORTS = {
    "newest": Sort.NEWEST,
    "oldest": Sort.OLDEST,
    "highest cost": Sort.COST,
    "slowest": Sort.LATENCY,
    "lowest score": Sort.SCORE,
}
ONLY = {
    "all": Only.ALL,
    "failed": Only.FAILED,
    "flagged": Only.FLAGGED,
    "thumbs down": Only.THUMBS_DOWN,
    "judged low": Only.JUDGED_LOW,
}
AFTER = "after"


@dataclass(frozen=True)
class TracesChoice:
    """What the controls ask; `after` is the cursor of the page, None for the first."""

    search: str
    sort: Sort
    only: Only
    after: str | None


def traces_controls(asked: object) -> TracesChoice:
    """Show the controls. When what is `asked` changes, the list begins at its start again."""
    with st.grid(10, min_column_width=80, vertical_alignment="center") as row:
        with row.cell(column_span=4):
            search = st.text_input(
                "Search",
                key="search",
                type="search",
                placeholder="Search in input and output",
                label_visibility="collapsed",
                bind="query-params",
            )
        with row.cell(column_span=2):
            sort = st.selectbox(
                "Order", list(SORTS), key="sort", label_visibility="collapsed", bind="query-params"
            )
        with row.cell(column_span=4):
            only = st.segmented_control(
                "Only",
                list(ONLY),
                default="all",
                required=True,
                key="only",
                label_visibility="collapsed",
                bind="query-params",
            )
    _restart_on_change(repr((asked, search, sort, only)))
    return TracesChoice(search or "", SORTS[sort], ONLY[only or "all"], st.query_params.get(AFTER))


def turn(cursor: str) -> None:
    """Show the page behind a cursor."""
    st.query_params[AFTER] = cursor


def _restart_on_change(asked: str) -> None:
    if st.session_state.get("tg_listed", asked) != asked:
        st.query_params.pop(AFTER, None)
    st.session_state.tg_listed = asked
