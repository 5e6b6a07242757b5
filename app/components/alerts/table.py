"""The table of rules: what each says now, what it costs and catches. One row is chosen; the link names its rule."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from app import state
from app.components.alerts.draft import open_rule
from app.components.row_choice import ROW, table_height
from tidegauge import formats
from tidegauge.alerts.overview_records import AlertRow, AlertsReport, RuleState
from tidegauge.alerts.overview_words import rate
from tidegauge.alerts.records import segment_words

MOST = 9
"""Rows in view; the others a scroll away."""
_GLYPHS = {
    RuleState.FIRING: ("● firing", "red"),
    RuleState.NO_DATA: ("– no data", "violet"),
    RuleState.UNREAD: ("✕ not evaluated", "red"),
    RuleState.PENDING: ("◐ pending", "orange"),
    RuleState.RESOLVED: ("✓ resolved", "blue"),
    RuleState.OK: ("○ ok", "green"),
    RuleState.UNTOLD: ("? cannot tell", "gray"),
    RuleState.UNCHECKED: ("? not checked yet", "gray"),
    RuleState.OFF: ("□ off", "gray"),
}


def rules_table(report: AlertsReport, chosen: str | None, zone: str) -> None:
    """Show the rules; a click on one opens it."""
    rows = report.rows
    # The key holds what is listed: a place must not outlive its rows.
    key = f"rules_{hash(tuple(row.name for row in rows)):x}"
    place = next((place for place, row in enumerate(rows) if row.name == chosen), None)
    wanted = [] if place is None else [place]
    if list(st.session_state.get(key, {}).get("selection", {}).get("rows", [])) != wanted:
        st.session_state[key] = {"selection": {"rows": wanted}}
    st.dataframe(
        pl.DataFrame([_cells(row, zone) for row in rows], infer_schema_length=None),
        hide_index=True,
        placeholder=formats.MISSING,
        height=table_height(len(rows), MOST),
        row_height=ROW,
        on_select=lambda: _choose(key, rows),
        selection_mode="single-row",
        key=key,
        column_config=_columns(),
        alt=report.findings[0].sentence,
    )


def _choose(key: str, rows: Sequence[AlertRow]) -> None:
    for place in st.session_state.get(key, {}).get("selection", {}).get("rows", []):
        open_rule(rows[place].name)


def state_chip(of: RuleState) -> str:
    """Return the words of a state's chip."""
    return _GLYPHS[of][0]


def _cells(row: AlertRow, zone: str) -> dict[str, object]:
    past = row.backtest
    return {
        "Rule": row.name,
        "State": [state_chip(row.state)],
        "Condition": row.condition[:300],
        "Last fired": formats.moment(row.last_fired, zone, state.now()) if row.last_fired else None,
        "For each": " × ".join(row.for_each) or "all calls",
        "Severity": row.grade,
        "Pages a week": None if past is None else rate(past.pages_per_week),
        "Caught": None if past is None or not past.known else f"{len(past.caught)} of {len(past.known)}",
        "Owner": row.owner,
        "Where": ", ".join(row.where)[:300] or None,
        "Fires in": "; ".join(segment_words(one.segment) for one in row.firing)[:300] or None,
        "Set in": {"file": "tidegauge.toml", "page": "this page"}[row.origin.value],
    }


def _columns() -> dict[str, Any]:
    config = st.column_config
    chips = dict(_GLYPHS.values())
    return {
        "Rule": config.TextColumn(width=160),
        "State": config.MultiselectColumn(options=list(chips), color=list(chips.values()), width=114),
        "Condition": config.TextColumn(width=330),
        "For each": config.TextColumn(width=104),
        "Severity": config.TextColumn(width=76, help="Of what fires now, else what the rule says"),
        "Owner": config.TextColumn(width=84),
        "Pages a week": config.TextColumn(
            width=92, alignment="right", help="By its back-test; – where exactly this rule was never tried"
        ),
        "Caught": config.TextColumn(
            width=64, alignment="right", help="Of the known incidents, those on which it would have fired"
        ),
        "Last fired": config.TextColumn(width=118),
        "Where": config.TextColumn(width=160),
        "Fires in": config.TextColumn(width=200),
        "Set in": config.TextColumn(width=110),
    }
