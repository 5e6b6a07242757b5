"""A number's distribution in both windows as a Plotly chart: grey bars, a blue step line, the difference by bin below."""

import math
from collections.abc import Sequence
from typing import Any

from tidegauge.charts.axis import axis
from tidegauge.charts.bins import Bins, bins
from tidegauge.charts.colours import ChartColours
from tidegauge.charts.plotly_layout import plotly_axis, plotly_layout
from tidegauge.charts.plotly_text import plotly_text
from tidegauge.formats import points, share
from tidegauge.formats.numbers import currency_sign
from tidegauge.reports._drift.records import Distribution

HEIGHT = 246
"""Pixels that it is drawn for: 196 for the distributions, the rest for the difference."""


def distribution_spec(
    shown: Distribution,
    colours: ChartColours,
    names: tuple[str, str] = ("before", "now"),
    *,
    hollow: bool = False,
    currency: str = "USD",
) -> dict[str, Any]:
    """Return the figure. `names` call the windows, reference first; `hollow` draws what stands on too few rows.

    Without a reference there is the current window alone.
    """
    placed = bins(
        shown.edges, plotly_text(shown.unit) if shown.unit else "", currency_sign(currency), currency
    )
    compared = any(map(math.isfinite, shown.reference))
    now = [_now(shown.current, placed, colours, names[1], compared=compared)]
    if not compared:
        return {"data": now, "layout": _layout(shown, placed, colours, compared=False)}
    before = _before(shown, placed, colours, names[0], hollow=hollow)
    return {
        "data": [before, *now, _difference(shown, placed, colours)],
        "layout": _layout(shown, placed, colours, compared=True),
    }


def _percent(shares: Sequence[float]) -> list[float | None]:
    return [one * 100 if math.isfinite(one) else None for one in shares]


def _before(
    shown: Distribution, placed: Bins, colours: ChartColours, name: str, *, hollow: bool
) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": plotly_text(name, 40),
        "x": placed.middles,
        "width": placed.widths,
        "y": _percent(shown.reference),
        "marker": _marker(colours, hollow=hollow),
        "hoverinfo": "text",
        "hovertext": [
            f"{bin_}<br>before {share(before)}, now {share(now)}<br>{points(now - before)}"
            for bin_, before, now in zip(placed.names, shown.reference, shown.current, strict=True)
        ],
    }


def _marker(colours: ChartColours, *, hollow: bool) -> dict[str, Any]:
    if hollow:
        return {"color": "rgba(0,0,0,0)", "line": {"width": 1, "color": colours.reference}}
    return {"color": colours.reference, "line": {"width": 0}}


def _now(
    shares: Sequence[float], placed: Bins, colours: ChartColours, name: str, *, compared: bool
) -> dict[str, Any]:
    # Down to zero at both ends: a histogram's outline is closed.
    edges, heights = placed.edges, _percent(shares)
    return {
        "type": "scatter",
        "mode": "lines",
        "name": plotly_text(name, 40),
        "x": [edges[0], *edges],
        "y": [0, *heights, 0],
        "line": {"shape": "hv", "color": colours.series, "width": 2},
        "hoverinfo": "skip" if compared else "y",
        "hovertemplate": None if compared else "%{y:.1f}%<extra></extra>",
        **({} if compared else {"fill": "tozeroy"}),
    }


def _moved(shown: Distribution) -> list[float]:
    return [now - before for before, now in zip(shown.reference, shown.current, strict=True)]


def _difference(shown: Distribution, placed: Bins, colours: ChartColours) -> dict[str, Any]:
    moved = _moved(shown)
    return {
        "type": "bar",
        "x": placed.middles,
        "width": placed.widths,
        "y": _percent(moved),
        "yaxis": "y2",
        "showlegend": False,
        "marker": {
            "color": [colours.series if size > 0 else colours.mark for size in moved],
            "line": {"width": 0},
        },
        "hoverinfo": "text",
        "hovertext": [f"{name}<br>{points(size)}" for name, size in zip(placed.names, moved, strict=True)],
    }


def _layout(shown: Distribution, placed: Bins, colours: ChartColours, *, compared: bool) -> dict[str, Any]:
    heights = axis([*shown.current, *(shown.reference if compared else ())], "share")
    upper = plotly_axis(
        colours,
        ticksuffix="%",
        tick0=0,
        dtick=heights.step,
        range=[0, heights.high],
        domain=[0.36 if compared else 0, 1],
    )
    across = plotly_axis(
        colours, grid=False, anchor="y2" if compared else "y", range=[placed.edges[0], placed.edges[-1]]
    )
    layout = plotly_layout(colours, bargap=0, xaxis=across | placed.ticks, yaxis=upper)
    if compared:
        layout["yaxis2"] = _lower(shown, colours)
        layout["annotations"] = [_caption(colours)]
    return layout


def _lower(shown: Distribution, colours: ChartColours) -> dict[str, Any]:
    reach = axis(map(abs, _moved(shown)), "share").high
    return plotly_axis(
        colours,
        domain=[0, 0.26],
        range=[-reach, reach],
        tickvals=[-reach, 0, reach],
        zeroline=True,
        zerolinecolor=colours.mark,
    )


def _caption(colours: ChartColours) -> dict[str, Any]:
    return {
        "text": "difference by bin, points",
        "xref": "paper",
        "yref": "paper",
        "x": 1,
        "y": 0.27,
        "xanchor": "right",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 11, "color": colours.text},
    }
