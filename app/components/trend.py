"""A trend chart: one metric over time, its comparison and the recorded changes."""

import streamlit as st

from app import state
from app.components.palette import Palette, palette
from tidegauge.charts.colours import ChartColours
from tidegauge.charts.trend import trend_spec
from tidegauge.formats import Tone, tone
from tidegauge.reports._records import Trend

FEWEST = 2
"""A line needs two points."""


def trend(drawn: Trend, key: str, *, zone: str = "UTC", alt: str | None = None, height: int = 190) -> None:
    """Draw a trend. `key` keeps the chart in place between runs; `alt` is its finding, for those who cannot see it."""
    if len(drawn.current) < FEWEST:
        st.html('<div class="tg-details">Too few points for a line. Choose a longer window.</div>')
        return
    spec = trend_spec(drawn, chart_colours(drawn), zone, state.settings().currency)
    st.echarts_chart(spec, height=height, key=key, alt=alt or f"{drawn.label} over time")


def chart_colours(drawn: Trend) -> ChartColours:
    """Return the colours of a trend: red only when it changed for the worse."""
    colours = palette()
    worse = tone(drawn.verdict, drawn.direction) is Tone.WORSE
    return _colours(colours, colours.tones[Tone.WORSE] if worse else colours.current)


def _colours(colours: Palette, series: str) -> ChartColours:
    return ChartColours(series, colours.reference, colours.grey, colours.grey, colours.line)
