"""The table of traces: plain text columns; a selected row opens its trace."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from app import menu
from tidegauge import formats
from tidegauge.reports._traces_rows import TraceRow
from tidegauge.reports._traces_text import first_line
from tidegauge.reports.traces import TracesReport

ROW = 32
TRACE = "respond/trace.py"


def traces_table(report: TracesReport, trail: Mapping[str, str], currency: str) -> None:
    """Show the page's rows. `trail` is what the trace's link remembers of this list."""
    zone = report.windows.time_zone
    chosen = st.dataframe(
        pl.DataFrame([_cells(row, zone, currency) for row in report.rows], infer_schema_length=None),
        hide_index=True,
        placeholder=formats.MISSING,
        height=ROW * (min(len(report.rows), 18) + 1) + 4,
        row_height=ROW,
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
        key=f"traces_{hash(report.rows):x}",
        column_config=_columns(),
        alt=report.findings[0].sentence,
    )
    picked = chosen["selection"]
    for place in [*picked["rows"], *(place for place, _ in picked["cells"])]:
        if place < len(report.rows):
            row = report.rows[place]
            menu.go(TRACE, {"id": row.trace_id, "span": row.span_id, **trail})


def _cells(row: TraceRow, zone: str, currency: str) -> dict[str, str | float | None]:
    return {
        "Time": formats.moment(row.at, zone) + f":{row.at:%S}",
        "Status": _status(row),
        "Feature": first_line(row.feature) or formats.MISSING,
        "Input": row.input_line,
        "Output": row.output_line,
        "Version": row.version or formats.MISSING,
        "Latency": formats.duration(row.latency_ms),
        "Cost": formats.MISSING if row.cost_usd is None else formats.money(row.cost_usd, currency),
        "Score": row.score,
        "Signals": ", ".join(row.signals).replace("_", " "),
    }


def _status(row: TraceRow) -> str:
    if row.status == "error":
        return f"✕ {first_line(row.error_type) or 'failed'}"
    return row.status or formats.MISSING


def _columns() -> dict[str, Any]:
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    return {
        "Time": text(width=126),
        "Status": text(width=86),
        "Feature": text(width=92),
        "Input": text(width=186, help="First line"),
        "Output": text(width=186, help="First line"),
        "Version": text(width=104),
        "Latency": text(width=64, alignment="right"),
        "Cost": text(width=64, alignment="right"),
        "Score": number(width=56, format="%.2f", help="Mean judge score"),
        "Signals": text(width=90),
    }
