"""Three shares over time on one scale: the thumbs, those who leave, and how few rate."""

import streamlit as st

from app import state
from app.components.head import head
from app.components.palette import palette
from app.components.trend import FEWEST
from tidegauge.charts.colours import ChartColours
from tidegauge.charts.share_trend import RuleLine, share_trend_spec
from tidegauge.findings import Direction
from tidegauge.formats import Tone, share
from tidegauge.reports._feedback.records import FeedbackReport, FeedbackTrend


def feedback_charts(report: FeedbackReport) -> None:
    """Show the charts beside each other, all from 0 to 100% so that the gap is seen."""
    parts = st.grid(3, min_column_width=210)
    level = state.settings().feedback.abandonment
    for one in report.trends:
        with parts.cell():
            head(one.title, one.sub)
            # A rule about people who leave says little of those who merely asked once.
            is_ruled = one.name == "left" and not one.derived
            rule = RuleLine(level, f"warning rule: {share(level)}") if is_ruled else None
            _chart(one, report, rule)


def _chart(one: FeedbackTrend, report: FeedbackReport, rule: RuleLine | None) -> None:
    if len(one.trend.current) < FEWEST:
        st.html('<div class="tg-details">Too few points for a line. Choose a longer window.</div>')
        return
    spec = share_trend_spec(one.trend, _colours(one, rule), report.windows.time_zone, rule)
    st.echarts_chart(spec, height=190, key=f"feedback_{one.name}", alt=f"{one.title}, {one.sub}")


def _colours(one: FeedbackTrend, rule: RuleLine | None) -> ChartColours:
    """Red where it warns, grey for the thumbs: they are what the other two put into doubt."""
    colours = palette()
    last = one.trend.current[-1].value
    warns = one.trend.direction is Direction.WORSE or (rule is not None and last > rule.level)
    usual = colours.grey if one.name == "thumbs_up" else colours.current
    series = colours.tones[Tone.WORSE] if warns else usual
    return ChartColours(series, colours.reference, colours.grey, colours.grey, colours.line)
