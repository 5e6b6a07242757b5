"""The table of traces: plain text columns; a selected row opens its trace."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from app import menu
from app.components.row_choice import table_height
from tidegauge import formats
from tidegauge.reports._traces.rows import TraceRow
from tidegauge.reports._traces.text import first_line
from tidegauge.reports.traces import TracesReport

ROW = 32
TRACE = "respond/trace.py"
_ROOM = 974
"""The width of the columns on a page of 1366, beside the box that selects a row."""
_WIDTHS = {
    "Time": 122,
    "Status": 96,
    "Feature": 100,
    "Version": 142,
    "Latency": 62,
    "Cost": 66,
    "Score": 50,
    "Signals": 96,
    "Trace": 76,
}
_TEXTS, _LEAST = frozenset({"Input", "Output"}), 120
_NARROWEST = 50
_NOTHING = (None, "", formats.MISSING)
_SIGNS = {"thumbs_up": "▲ up", "thumbs_down": "▼ down"}


def traces_table(report: TracesReport, trail: Mapping[str, str], currency: str) -> None:
    """Show the page's rows. `trail` is what the trace's link remembers of this list."""
    cells = [_cells(row, report.windows.time_zone, currency) for row in report.rows]
    filled = [name for name in cells[0] if any(row[name] not in _NOTHING for row in cells)]
    chosen = st.dataframe(
        pl.DataFrame([{name: row[name] for name in filled} for row in cells], infer_schema_length=None),
        hide_index=True,
        placeholder=formats.MISSING,
        height=table_height(len(report.rows), 18, ROW),
        row_height=ROW,
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
        key=f"traces_{hash(report.rows):x}",
        column_config=_columns({name: _width(name, [row[name] for row in cells]) for name in filled}),
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
        "Signals": ", ".join(_SIGNS.get(kind, kind.replace("_", " ")) for kind in row.signals),
        "Trace": row.trace_id,
    }


def _status(row: TraceRow) -> str:
    if row.status == "error":
        return f"✕ {_short(first_line(row.error_type) or 'failed')}"
    return row.status or formats.MISSING


def _short(error: str) -> str:
    """Return an error's own name: the module before it says where it was raised.

    >>> _short("openai.RateLimitError"), _short("429"), _short("the model gave up.")
    ('RateLimit', '429', 'the model gave up.')
    """
    name = error.rpartition(".")[2] if " " not in error else error
    return name.removesuffix("Error").removesuffix("Exception") or error


def _width(name: str, values: Sequence[object]) -> int:
    """Return a column's width in pixels: what its longest value needs, within bounds; texts come after the others."""
    longest = max(len(str(value)) for value in values)
    return min(_WIDTHS.get(name, 0), max(_NARROWEST, round(5.7 * longest) + 18))


def _columns(widths: Mapping[str, int]) -> dict[str, Any]:
    """Return how the columns look that have anything in them; the two texts share what room the others leave."""
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    texts = max(_LEAST, (_ROOM - sum(widths.values())) // max(1, len(_TEXTS & widths.keys())))
    looks: dict[str, Any] = {
        "Score": number(width=_WIDTHS["Score"], format="%.2f", help="Mean judge score"),
        "Signals": text(width=widths.get("Signals"), help="▲ thumbs up, ▼ thumbs down"),
        "Trace": text(width=_WIDTHS["Trace"], help="The trace's id"),
        **{name: text(width=_WIDTHS[name], alignment="right") for name in ("Latency", "Cost")},
        **{name: text(width=texts, help="First line") for name in _TEXTS},
    }
    return {name: looks.get(name) or text(width=width) for name, width in widths.items()}
