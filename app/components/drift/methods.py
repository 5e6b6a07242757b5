"""Every statistic of one drift row, with the level of chance and the published threshold beside it."""

import polars as pl
import streamlit as st

from app.components.drift.statistics import small, threshold
from tidegauge import formats
from tidegauge.reports._drift.records import DriftRow, DriftTest

ROW = 30
_COLUMNS = {
    "Method": st.column_config.TextColumn(width=122),
    "Value": st.column_config.TextColumn(width=70),
    "By chance": st.column_config.TextColumn(width=64, help="The value to be expected where nothing drifts"),
    "Published rule": st.column_config.TextColumn(
        width=76,
        help="The threshold that the field publishes, and whether a tool that goes by it would have fired",
    ),
    "Binning error": st.column_config.TextColumn(help="What the counts by bin may have cost, at most"),
}


def drift_methods(row: DriftRow) -> None:
    """Show the statistics of a row behind a fold."""
    if not row.tests:
        return
    with st.expander("Statistics", key="drift_methods"):
        st.dataframe(
            pl.DataFrame([_cells(test) for test in row.tests]),
            hide_index=True,
            row_height=ROW,
            height=ROW * (len(row.tests) + 1) + 4,
            key="drift_tests",
            column_config=_COLUMNS,
        )


def _cells(test: DriftTest) -> dict[str, str]:
    return {
        "Method": test.label,
        "Value": f"{small(test.value)} {test.unit}".strip(),
        "By chance": formats.MISSING if test.no_drift is None else small(test.no_drift),
        "Published rule": _threshold(test),
        "p": formats.p_value(test.p_value).removeprefix("p "),
        "corrected": formats.p_value(test.adjusted).removeprefix("p "),
        "Binning error": small(test.error) if test.error else "exact",
    }


def _threshold(test: DriftTest) -> str:
    if test.threshold is None:
        return formats.MISSING
    return f"{threshold(test)}: {'fires' if test.exceeds else 'quiet'}"
