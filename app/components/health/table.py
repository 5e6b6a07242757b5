"""The table of columns: recorded share on both sides with its verdict, values that came and went."""

from typing import Any

import polars as pl
import streamlit as st

from app.components.row_choice import ROW, table_height
from app.components.verdict_column import verdict_column
from tidegauge import formats
from tidegauge.reports._health.columns import ColumnHealth
from tidegauge.reports.health import HealthReport


def health_table(report: HealthReport) -> None:
    """Show every column, changed ones first."""
    zone = report.windows.time_zone
    compared = report.windows.reference is not None
    st.dataframe(
        pl.DataFrame(
            [_cells(column, zone, compared=compared) for column in report.columns], infer_schema_length=None
        ),
        hide_index=True,
        placeholder=formats.MISSING,
        height=table_height(len(report.columns), 14),
        row_height=ROW,
        key="health_columns",
        column_config=_config(),
        alt=report.findings[0].sentence,
    )
    if report.unrecorded:
        names = st.column_config  # a table, because names of attributes are not ours
        with st.expander(f"{formats.count(len(report.unrecorded))} columns are recorded nowhere"):
            frame = pl.DataFrame({"Column": report.unrecorded})
            st.dataframe(frame, hide_index=True, column_config={"Column": names.TextColumn()})


def _cells(column: ColumnHealth, zone: str, *, compared: bool) -> dict[str, object]:
    cells: dict[str, object] = {"Column": column.name}
    if compared:
        cells["Verdict"] = [formats.verdict_words(column.verdict, column.direction, column.rising)]
    cells["Recorded"] = column.current.value * 100
    if compared:
        before = formats.share(column.reference.value) if column.reference else formats.MISSING
        cells["Before → now"] = f"{before} → {formats.share(column.current.value)}"
        cells["Difference"] = formats.difference(column.difference, "share")
    cells |= {
        "Distinct": column.distinct,
        "New or gone values": _moved(column),
        "Odd": ", ".join(column.notes),
        "Since": formats.moment(column.since, zone) if column.since else "",
        "Type": column.kind,
        "Range": _range(column),
        "Among": f"{column.of} spans" if column.of else "all spans",
        "n": column.current.n,
    }
    return cells


def _moved(column: ColumnHealth) -> str:
    new = [f"+ {one.value} ({formats.count(one.n)})" for one in column.new_values]
    return ", ".join([*new, *(f"− {one.value}" for one in column.gone_values)])


def _range(column: ColumnHealth) -> str:
    if column.low is None or column.high is None:
        return ""
    unit = "usd" if column.name.endswith("_usd") else ""
    return f"{formats.value(column.low, unit)} to {formats.value(column.high, unit)}"


def _config() -> dict[str, Any]:
    config = st.column_config
    return {
        "Column": config.TextColumn(width=150),
        "Verdict": verdict_column(),
        "Recorded": config.ProgressColumn(format="%.1f%%", min_value=0, max_value=100, width=110),
        "Before → now": config.TextColumn(width=110),
        "Difference": config.TextColumn(width=150),
        "Distinct": config.NumberColumn(format="localized", help="About how many values; exact up to 200"),
        "New or gone values": config.TextColumn(width=160),
        "Odd": config.TextColumn(width=90),
        "Since": config.TextColumn(width=120),
        "Range": config.TextColumn(width=110),
        "Among": config.TextColumn(width=110),
        "n": config.NumberColumn(format="localized"),
    }
