"""The axis of values in a Plotly chart: its ticks are named as every page writes such a number."""

from typing import Any

from tidegauge.charts.axis import Axis
from tidegauge.charts.colours import ChartColours
from tidegauge.charts.plotly_layout import plotly_axis


def value_axis(scale: Axis, colours: ChartColours, **more: Any) -> dict[str, Any]:
    """Return the axis of a whole scale; `more` replaces or adds entries."""
    placed: dict[str, Any] = {"range": [scale.low, scale.high], "dtick": scale.step, "tick0": scale.low}
    return plotly_axis(colours, **placed | tick_names(scale) | more)


def tick_names(scale: Axis) -> dict[str, Any]:
    """Return what stands around the number of each tick."""
    before, after = scale.template.split("{value}")
    return {"tickprefix": before, "ticksuffix": after}
