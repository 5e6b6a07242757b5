"""Spend over time by the values of a dimension, as stacked bars."""

import streamlit as st

from app import state
from app.components.head import head
from app.components.palette import colour_of, palette
from tidegauge import formats
from tidegauge.charts.colours import ChartColours
from tidegauge.charts.spend_bars import spend_bars_spec
from tidegauge.reports._cost.records import CostReport


def cost_spend(report: CostReport) -> None:
    """Show the bars, and how many calls are not in them for want of a cost."""
    trend = report.trend
    by = f"Spend by {report.by}" if report.by else "Spend"
    if trend is None:
        head(by)
        st.html('<div class="tg-details">No cost is known of any call in this window.</div>')
        return
    head(by, f"{report.currency}, {trend.grain.replace('points', 'bars')}")
    colours = palette()
    chosen = dict(state.settings().colours.get(report.by or "", {}))
    used = [colours.reference if one.is_rest else colour_of(one.name, chosen) for one in trend.series]
    look = ChartColours(colours.current, colours.reference, colours.grey, colours.grey, colours.line)
    spec = spend_bars_spec(trend, look, used, report.windows.time_zone, report.currency)
    st.echarts_chart(spec, height=230, key="cost_spend", alt=report.findings[0].sentence)
    unknown = sum(sum(one.unknown) for one in trend.series)
    if unknown:
        said = f"{formats.count(unknown)} calls have no known cost and are not in the bars."
        st.html(f'<div class="tg-details">{said}</div>')
