"""The control chart of the cost of a call, and the way to Control charts."""

from html import escape

import streamlit as st

from app.components.finding import finding_row
from app.components.follow import follow
from app.components.head import head
from app.components.palette import palette
from tidegauge.charts.control_line import ControlLook, control_line_spec
from tidegauge.findings import Direction, Link
from tidegauge.formats import Tone
from tidegauge.reports._control.words import facts
from tidegauge.reports._cost.records import CostReport

FEWEST = 2
"""A line needs two points."""


def cost_per_call(report: CostReport) -> None:
    """Show the chart with its finding; without a complete day that is said."""
    chart = report.per_call
    if chart is None or len(chart.points) < FEWEST:
        head("Cost per call, day by day")
        said = "No two complete days, or hours, of this window have a known cost. Choose a longer window."
        st.html(f'<div class="tg-details">{said}</div>')
        return
    zone, colours = report.windows.time_zone, palette()
    head("Cost per call against its baseline", f"{report.currency}, {', '.join(facts(chart, zone))}")
    worse = chart.finding.direction is Direction.WORSE
    look = ControlLook(
        inside=colours.current,
        outside=colours.tones[Tone.WORSE] if worse else colours.tones[Tone.CHANGED],
        limit=colours.grey,
        baseline=f"{colours.reference}2B",
        text=colours.grey,
        grid=colours.line,
    )
    spec = control_line_spec(chart, look, zone, report.currency)
    st.echarts_chart(spec, height=190, key="cost_per_call", alt=chart.finding.sentence)
    left, right = st.columns([8.4, 1.6])
    with left:
        finding_row(chart.finding)
        st.html(f'<div class="tg-details">{escape(_how(chart.why))}</div>')
    if report.coverage.recorded:
        with right:
            follow(Link("control", {"chart": "cost_per_call"}), "Control chart", key="cost_control")


def _how(why: str) -> str:
    return f"Grey days are the baseline, dashed lines its limits, triangles what lies outside. {why}"
