"""The other charts that signal: small, and a click puts one in the place of the large chart."""

from collections.abc import Sequence

import streamlit as st

from app.components.control.chart import control_chart
from app.components.head import head
from app.components.states import plain
from tidegauge.charts.control_chart import SMALL
from tidegauge.reports._control.records import ControlChart
from tidegauge.reports._control.words import at_place
from tidegauge.reports.control import ControlReport, others_counted

MOST = 6


def control_others(report: ControlReport) -> None:
    """Show at most six of them, what matters most first."""
    if report.looked_at < 2:
        return
    more = f"; {MOST} shown" if len(report.others) > MOST else ""
    head("Other charts with a signal", f"{others_counted(report)}{more}")
    _small(report.others[:MOST], report)


def _small(charts: Sequence[ControlChart], report: ControlReport) -> None:
    zone = report.windows.time_zone
    with st.grid(3, min_column_width=260):
        for chart in charts:
            with st.container(gap="xxsmall"):
                _title(chart, zone)
                control_chart(
                    chart, f"other_{chart.metric}", zone=zone, minimum_n=report.minimum_n, size=SMALL
                )


def _title(chart: ControlChart, zone: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            f"**{plain(chart.label)}**",
            key=f"swap_{chart.metric}",
            type="tertiary",
            help="Put this chart in the large one's place",
            on_click=_swap,
            args=(chart.metric,),
        )
        st.html(f'<div class="tg-details">{since(chart, zone)}</div>')


def _swap(metric: str) -> None:
    st.session_state.chart = metric


def since(chart: ControlChart, zone: str) -> str:
    """Return which chart signals since when: `EWMA since Tue 17 Nov`."""
    if chart.since is None:
        return ""
    name = chart.method_label.removesuffix(" chart")
    return f"{name} since {at_place(chart.since, zone, hourly=chart.hourly)}"
