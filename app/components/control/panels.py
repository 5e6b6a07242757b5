"""One small chart for each value of a dimension, all on one axis, those that signal first."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from math import isfinite

import streamlit as st

from app.components.control.chart import control_chart
from app.components.control.others import since
from app.components.head import head
from tidegauge.charts.control_chart import SMALL
from tidegauge.findings import Verdict
from tidegauge.reports._control.records import ControlChart
from tidegauge.reports._traces.text import first_line
from tidegauge.reports.control import ControlReport

MOST = 12

LONGEST = 40
"""Characters of a value that are shown: an attribute may hold a megabyte."""


def control_panels(report: ControlReport) -> None:
    """Show the values that signal, at most twelve, and the others on demand."""
    named = {Verdict.CHANGED, Verdict.NOT_COMPARABLE}
    signals = [one for one in report.panels if one.finding.verdict in named]
    quiet = [one for one in report.panels if one.finding.verdict not in named]
    order = "sorted by their first signal" if signals else "none of them does"
    head(f"By {report.by}", f"{len(signals)} of {len(report.panels)} signal, {order}; one axis for all")
    _grid(signals[:MOST], report)
    if quiet and st.toggle(f"Show {len(quiet)} within limits", value=not signals, key="control_quiet"):
        _grid(quiet[:MOST], report)
    if len(quiet) > MOST or report.left_out:
        st.html(f'<div class="tg-details">{escape(_left(len(quiet), report))}</div>')


def _grid(charts: Sequence[ControlChart], report: ControlReport) -> None:
    size, zone = replace(SMALL, span=_span(report.panels)), report.windows.time_zone
    with st.grid(3, min_column_width=260):
        for chart in charts:
            with st.container(gap="xxsmall"):
                name = " · ".join(chart.segment.values())
                head(first_line(name[: 4 * LONGEST], LONGEST) or "(empty)", since(chart, zone))
                control_chart(chart, f"panel_{name}", zone=zone, minimum_n=report.minimum_n, size=size)


def _span(charts: Sequence[ControlChart]) -> tuple[float, float]:
    """The range that holds the points of every chart. Limits of small values are cut: they would flatten the others."""
    drawn = [point for chart in charts for point in chart.points if isfinite(point.statistic)]
    sure = (
        [point.statistic for point in drawn if not point.few]
        or [point.statistic for point in drawn]
        or [0.0, 1.0]
    )
    return min(sure), max(sure)


def _left(quiet: int, report: ControlReport) -> str:
    parts = [f"{quiet - MOST} more within limits are not drawn"] if quiet > MOST else []
    parts += [f"{report.left_out} values with the fewest calls were not charted"] if report.left_out else []
    return f"{'; '.join(parts)}."
