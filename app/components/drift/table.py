"""The drift table: one row is always chosen, the link names it, and the arrow keys walk."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from app import state
from app.components.drift.statistics import STATISTICS, statistics_cells
from app.components.verdict_column import verdict_column
from tidegauge import formats
from tidegauge.reports._drift.records import DriftReport, DriftRow
from tidegauge.reports._traces.text import first_line

ROW = 34
MOST_SEEN = 24
LONGEST = 80
_PARAMETER = "row"


def table_height(rows: int) -> int:
    """Return the pixels that a table of so many rows takes."""
    return ROW * (min(rows, MOST_SEEN) + 1)


def what(row: DriftRow) -> str:
    """Return a row's name with its kind before it. It may hold an attribute's name: never give it to Markdown."""
    name = first_line(row.what[: 4 * LONGEST], LONGEST) or formats.MISSING
    return f"{row.kind.capitalize()} · {name}"


def drift_table(report: DriftReport, rows: Sequence[DriftRow], *, statistics: bool) -> DriftRow:
    """Show the rows and return the one that is chosen: the link's, else the first."""
    place = _place(rows)
    # The key holds what is listed: a place must not outlive its rows.
    key = f"drift_{hash((tuple(row.key for row in rows), report.windows, statistics)):x}"
    if _selected(key)[0] != [place]:
        st.session_state[key] = {"selection": {"rows": [place]}}
    st.dataframe(
        pl.DataFrame([_cells(row, report, statistics=statistics) for row in rows], infer_schema_length=None),
        hide_index=True,
        placeholder=formats.MISSING,
        height=table_height(len(rows)),
        row_height=ROW,
        on_select=lambda: _choose(key, rows),
        selection_mode=["single-row-required", "single-cell"],
        key=key,
        column_config=_columns(statistics=statistics),
        alt=report.findings[0].sentence,
    )
    return rows[place]


def _place(rows: Sequence[DriftRow]) -> int:
    named = st.query_params.get(_PARAMETER)
    return next((place for place, row in enumerate(rows) if row.key == named), 0)


def _selected(key: str) -> tuple[list[int], list[int]]:
    """Return the chosen row, and the row of the chosen cell: a list of one place each, or none."""
    found = st.session_state.get(key, {}).get("selection", {})
    return list(found.get("rows", [])), [cell[0] for cell in found.get("cells", [])]


def _choose(key: str, rows: Sequence[DriftRow]) -> None:
    # Arrow keys move the cell and not the row's mark: whichever left the place that is shown was meant.
    moved = [place for places in _selected(key) for place in places if place != _place(rows)]
    if moved:
        st.query_params[_PARAMETER] = rows[moved[-1]].key
        cells = [cell for cell in st.session_state[key]["selection"]["cells"] if cell[0] == moved[-1]]
        # Mark and cell go together, so that the keys walk on from a row whose mark was clicked.
        st.session_state[key] = {"selection": {"rows": moved[-1:], "cells": cells or [(moved[-1], "What")]}}


def _cells(row: DriftRow, report: DriftReport, *, statistics: bool) -> dict[str, object]:
    windows = report.windows
    cells: dict[str, object] = {"What": what(row)}
    cells["Verdict"] = [formats.verdict_words(row.verdict, row.direction, row.rising)]
    cells["Before → now"] = before_now(_short(row.before), _short(row.now))
    cells["Size"] = row.size
    if any(one.onset for one in report.rows):
        cells["Since"] = formats.moment(row.onset.at, windows.time_zone, state.now()) if row.onset else ""
    if any(one.coverage < 0.995 for one in report.rows):
        cells["Rows"] = formats.share(row.coverage)
    return cells | (statistics_cells(row, report) if statistics else {})


def before_now(before: str, now: str) -> str:
    """Return both values, what they begin with alike only once.

    >>> before_now("vi 4.1%", "vi 10%"), before_now("412", "318 tokens")
    ('vi 4.1% → 10%', '412 → 318 tokens')
    """
    name, _, share = now.rpartition(" ")
    alike = share.endswith("%") and name and name == before.rpartition(" ")[0]
    return f"{before} → {share if alike else now}"


def _short(value: str) -> str:
    return first_line(value[: 4 * LONGEST], LONGEST) or formats.MISSING


def _columns(*, statistics: bool) -> dict[str, Any]:
    config = st.column_config
    shown = {
        "What": config.TextColumn(width=None if statistics else 176),
        "Verdict": verdict_column(132),
        "Before → now": config.TextColumn(width=120),
        "Size": config.TextColumn(
            width=92, help="The size of the change, in the measure that suits the column"
        ),
        "Since": config.TextColumn(width=116),
        "Rows": config.TextColumn(
            width=52, alignment="right", help="Share of current calls where it is recorded"
        ),
    }
    return shown | (STATISTICS if statistics else {})
