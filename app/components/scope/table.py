"""The table of what explains a change: causes, what they leave, the total; one row is always chosen, and the link names it."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from app import state
from app.components.verdict_column import verdict_column
from tidegauge import formats
from tidegauge.reports._scope.amounts import before_now, signed, split
from tidegauge.reports._scope.names import row_name
from tidegauge.reports._scope.records import ScopeReport, ScopeRow
from tidegauge.reports._traces.text import first_line

ROW = 34
LONGEST = 160
ROW_PARAMETER = "row"


def scope_table(report: ScopeReport) -> ScopeRow:
    """Show the rows and return the one that is chosen: the link's, else the first."""
    # Where it is mix, what a segment did is beside the point.
    usual = len(report.rows) - 1 if report.outcome == "mix" else 0
    rows, place = report.rows, _place(report.rows, usual)
    # The key holds what is listed: a place must not outlive its rows.
    key = f"scope_{hash((tuple(map(segment_name, rows)), report.windows)):x}"
    if _selected(key) != [place]:
        st.session_state[key] = {"selection": {"rows": [place]}}
    st.dataframe(
        pl.DataFrame([_cells(row, report) for row in rows], infer_schema_length=None),
        hide_index=True,
        height=ROW * (len(rows) + 1),
        row_height=ROW,
        on_select=lambda: _choose(key, rows),
        selection_mode="single-row-required",
        key=key,
        column_config=_columns(),
        alt=report.findings[0].sentence,
    )
    return rows[place]


def segment_name(row: ScopeRow) -> str:
    """Return what a row is called, cut where it is long. It may hold an attribute's name: never give it to Markdown."""
    return first_line(row_name(row)[: 4 * LONGEST], LONGEST) or formats.MISSING


def _place(rows: Sequence[ScopeRow], usual: int) -> int:
    named = st.query_params.get(ROW_PARAMETER)
    return next((place for place, row in enumerate(rows) if segment_name(row) == named), usual)


def _selected(key: str) -> list[int]:
    return list(st.session_state.get(key, {}).get("selection", {}).get("rows", []))


def _choose(key: str, rows: Sequence[ScopeRow]) -> None:
    for place in _selected(key):
        st.query_params[ROW_PARAMETER] = segment_name(rows[place])
        # What was drawn on another row's chart is not asked of this one.
        st.query_params.pop("part", None)


def _cells(row: ScopeRow, report: ScopeReport) -> dict[str, object]:
    currency, whole = state.settings().currency, max(abs(one.change) for one in report.rows)
    zone, now = report.windows.time_zone, state.now()
    itself, traffic = split(row, report.metric, currency, whole)
    return {
        "Segment": segment_name(row),
        "Verdict": [formats.verdict_words(row.verdict, row.direction, row.rising)],
        "Adds": signed(row.change, report.metric, currency, whole),
        "by itself": itself,
        "by traffic": traffic,
        "Before → now": before_now(row.reference, row.current, report.metric, currency),
        "Calls": row.n,
        "Since": formats.moment(row.onset.at, zone, now) if row.onset else "",
    }


def _columns() -> dict[str, Any]:
    config = st.column_config
    return {
        "Segment": config.TextColumn(width=276),
        "Verdict": verdict_column(),
        "Adds": config.TextColumn(
            width=112, alignment="right", help="What the row adds to the difference of the total"
        ),
        "by itself": config.TextColumn(
            width=88, alignment="right", help="Of that: the calls there did otherwise than before"
        ),
        "by traffic": config.TextColumn(
            width=88, alignment="right", help="Of that: more or fewer calls came from there"
        ),
        "Before → now": config.TextColumn(width=110),
        "Calls": config.NumberColumn(width=72, format="localized", help="Calls that record the metric now"),
        "Since": config.TextColumn(width=124),
    }
