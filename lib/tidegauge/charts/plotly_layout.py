"""What every Plotly chart of ours has in common: no frame, no legend, thin grid, small grey labels."""

from collections.abc import Mapping
from typing import Any

from tidegauge.charts.colours import ChartColours

MARGIN = {"l": 44, "r": 10, "t": 8, "b": 22}
"""Pixels, fixed: charts that stand below one another begin at the same place."""


def plotly_layout(colours: ChartColours, **more: Any) -> dict[str, Any]:
    """Return a layout; `more` replaces or adds entries."""
    layout: dict[str, Any] = {
        "margin": dict(MARGIN),
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"size": 11, "color": colours.text},
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {"font": {"size": 12, "color": colours.text}, "align": "left"},
        "showlegend": False,
    }
    return layout | more


def plotly_axis(colours: ChartColours, *, grid: bool = True, **more: Any) -> dict[str, Any]:
    """Return an axis: labels in grey, a thin line a tick where `grid`, nothing that a visitor could drag."""
    line: Mapping[str, Any] = {"gridcolor": colours.grid, "gridwidth": 1} if grid else {}
    return {
        "showgrid": grid,
        "zeroline": False,
        "showline": False,
        "fixedrange": True,
        "ticks": "",
        "tickfont": {"size": 11, "color": colours.text},
        "linecolor": colours.grid,
        **line,
        **more,
    }
