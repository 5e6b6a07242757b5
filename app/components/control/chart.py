"""A control chart, large or small, in the colours of the viewer's theme."""

import streamlit as st

from app import state
from app.components.palette import palette
from tidegauge.charts.control_chart import LARGE, ControlColours, Size, control_figure
from tidegauge.formats import Tone
from tidegauge.reports._control.records import ControlChart

FEWEST = 2
"""A line needs two points."""

_CONFIG = {"displayModeBar": False, "scrollZoom": False}


def control_chart(chart: ControlChart, key: str, *, zone: str, minimum_n: int, size: Size = LARGE) -> None:
    """Draw a chart. `key` keeps it in place between runs; its finding is said to those who cannot see it."""
    if len(chart.points) < FEWEST:
        st.html('<div class="tg-details">Too few points for a chart. Choose a longer window.</div>')
        return
    figure = control_figure(chart, control_colours(), zone, state.settings().currency, size, minimum_n)
    st.plotly_chart(figure, height=size.height, key=key, config=_CONFIG, alt=chart.finding.sentence)


def control_colours() -> ControlColours:
    """Return the colours of the theme that is on: limits blue, what is outside red, the baseline a grey block."""
    colours = palette()
    dark = colours.text == "#E3E8ED"
    return ControlColours(
        inside=colours.current,
        outside=colours.tones[Tone.WORSE],
        line="#6B8296" if dark else "#8FA3B5",
        band="rgba(86,180,233,0.14)" if dark else "rgba(0,114,178,0.10)",
        block="rgba(154,167,181,0.12)" if dark else "rgba(95,107,120,0.08)",
        text=colours.grey,
        grid=colours.line,
        surface="#11161C" if dark else "#FFFFFF",
    )
