"""The chosen figure over time, with what is not final yet."""

import streamlit as st

from app.components.head import head
from app.components.palette import palette
from tidegauge.charts.colours import ChartColours
from tidegauge.charts.outcome_trend import outcome_trend_spec
from tidegauge.reports._business.records import BusinessReport
from tidegauge.reports._business.texts import delay_words

FEWEST = 2


def business_course(report: BusinessReport) -> None:
    """Show the line; hollow points may still grow."""
    trend = report.trend
    if trend is None:
        return
    against = "; dashed = the comparison" if trend.reference else ""
    head(trend.label, f"{trend.grain}, UTC{against}")
    if len(trend.current) < FEWEST:
        st.html('<div class="tg-details">Too few points for a line. Choose a longer window.</div>')
    else:
        colours = palette()
        look = ChartColours(colours.current, colours.reference, colours.grey, colours.grey, colours.line)
        # Buckets are days of UTC: in another zone their points would lie a day aside.
        spec = outcome_trend_spec(trend, look, "UTC", report.currency)
        st.echarts_chart(spec, height=200, key="business_course", alt=report.findings[0].sentence)
    young = sum(not one.final for one in trend.current)
    last = "the last point" if young == 1 else f"the last {young} points"
    tail = f" Hollow: {last} may still grow." if young else ""
    st.html(f'<div class="tg-details">{delay_words(report.delay)}{tail}</div>')
