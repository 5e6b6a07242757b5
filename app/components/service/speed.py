"""Latency and time to the first token of each value of the dimension: the mean, and the tails that it hides."""

import polars as pl
import streamlit as st

from app.components.head import head
from app.components.row_choice import table_height
from app.components.verdict_column import verdict_column
from tidegauge import formats
from tidegauge.reports._records import Comparison, Segment
from tidegauge.reports._service.records import ServiceReport
from tidegauge.reports._traces.text import first_line

MOST, ROW, LONGEST = 8, 34, 80
_COLUMNS = {
    "latency_mean": "Mean",
    "latency_p50": "p50",
    "latency_p95": "p95",
    "latency_p99": "p99",
    "first_token_mean": "First token mean",
    "first_token_p50": "First token p50",
    "first_token_p95": "First token p95",
    "first_token_p99": "First token p99",
}


def service_speed(report: ServiceReport) -> None:
    """Show the table; the verdict is that of p95."""
    if not report.rows:
        return
    head(
        f"Speed by {report.by}", "p50, p95, p99 with 95% intervals; the verdict is that of p95 of the latency"
    )
    rows = [_cells(row) for row in report.rows]
    config = st.column_config
    wide = {name: config.TextColumn(width=110) for name in _COLUMNS.values()}
    st.dataframe(
        pl.DataFrame(rows, infer_schema_length=None),
        hide_index=True,
        placeholder=formats.MISSING,
        height=table_height(len(rows), MOST, ROW),
        row_height=ROW,
        key=f"service_speed_{report.by}",
        column_config={
            "Value": config.TextColumn((report.by or "").replace("_", " ").capitalize(), width=120),
            "Verdict": verdict_column(
                140, help="What p95 did against the comparison, corrected for all values"
            ),
            "Calls": config.NumberColumn(format="localized", width=64),
            **wide,
        },
        alt=report.findings[0].sentence if report.findings else None,
    )


def _cells(row: Segment) -> dict[str, object]:
    (value,) = row.values.values()
    name = f"rest, {row.pooled} values" if row.pooled else first_line(value[: 4 * LONGEST], LONGEST) or value
    cells: dict[str, object] = {"Value": name}
    tail = next((one for one in row.comparisons if one.metric == "latency_p95"), row.comparisons[0])
    if tail.reference is not None:
        cells["Verdict"] = [formats.verdict_words(tail.verdict, tail.direction, tail.rising)]
    for one in row.comparisons:
        cells[_COLUMNS[one.metric]] = _time(one) if one.current.n else None
    return cells | {"Calls": row.n_current}


def _time(one: Comparison) -> str:
    bounds = formats.interval(one.current.low, one.current.high, "ms", of=one.current.value)
    return f"{formats.duration(one.current.value)} {bounds}".strip()
