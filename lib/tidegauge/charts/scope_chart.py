"""A segment's course beside the rest of traffic: since when, how sure that is, and what was changed around then."""

import math
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from tidegauge.charts._scope_labels import label_rows, scope_labels
from tidegauge.charts._scope_marks import Drawn, scope_shapes
from tidegauge.charts.axis import Axis, axis
from tidegauge.charts.colours import ChartColours
from tidegauge.charts.onset_marks import clock, faint
from tidegauge.charts.plotly_layout import MARGIN, plotly_axis, plotly_layout
from tidegauge.charts.plotly_text import plotly_text
from tidegauge.charts.value_axis import value_axis
from tidegauge.formats import count, moment, value
from tidegauge.formats.numbers import currency_sign
from tidegauge.reports._records import Point

HEIGHT = 260
WIDE = 0.25
"""Intervals wider than this share of the axis would hide the course."""
FEW = 5
"""A point on fewer calls is hollow."""


def scope_figure(drawn: Drawn, colours: ChartColours) -> dict[str, Any]:
    """Return the figure, in the viewer's wall clock; a box can be drawn over a part of the time."""
    scale = axis(
        [one.value for one in (*drawn.points, *drawn.rest)],
        drawn.unit,
        currency_sign(drawn.currency),
    )
    return {
        "data": [*_rest(drawn, scale, colours), *_band(drawn, scale, colours), _line(drawn, scale, colours)],
        "layout": plotly_layout(
            colours,
            margin=MARGIN | {"t": 20 + 13 * max(label_rows(drawn, colours), 1), "b": 30},
            dragmode="select",
            selectdirection="h",
            newselection={"line": {"color": colours.series, "width": 1, "dash": "solid"}},
            xaxis=_time_axis(drawn, colours),
            yaxis=value_axis(scale, colours),
            shapes=scope_shapes(drawn, colours),
            annotations=scope_labels(drawn, colours),
        ),
    }


def _middles(points: Sequence[Point], zone: str) -> list[str]:
    """Return the middles of the points' buckets: drawn at its beginning, a step would stand before its own onset."""
    times = [one.at for one in points]
    half = min((later - one for one, later in pairwise(times)), default=timedelta()) / 2
    return [clock(one + half, zone) for one in times]


def _scaled(number: float, scale: Axis) -> float | None:
    return number / scale.divisor if math.isfinite(number) else None


def _line(drawn: Drawn, scale: Axis, colours: ChartColours) -> dict[str, Any]:
    hollow = [one.n < FEW for one in drawn.points]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": plotly_text(drawn.name),
        "x": _middles(drawn.points, drawn.zone),
        "y": [_scaled(one.value, scale) for one in drawn.points],
        "line": {"color": colours.series, "width": 2},
        "marker": {
            "color": colours.series,
            "size": 4,
            "symbol": ["circle-open" if one else "circle" for one in hollow],
        },
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 0.5}},
        "hoverinfo": "text",
        "hovertext": [
            f"{moment(one.at, drawn.zone)}<br>{value(one.value, drawn.unit, drawn.currency)} · n {count(one.n)}"
            for one in drawn.points
        ],
    }


def _rest(drawn: Drawn, scale: Axis, colours: ChartColours) -> list[dict[str, Any]]:
    if not drawn.rest:
        return []
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": "rest of traffic",
            "x": _middles(drawn.rest, drawn.zone),
            "y": [_scaled(one.value, scale) for one in drawn.rest],
            "line": {"color": colours.reference, "width": 1.5},
            "hoverinfo": "skip",
        }
    ]


def _band(drawn: Drawn, scale: Axis, colours: ChartColours) -> list[dict[str, Any]]:
    """The 95% interval, where it says more than that a bucket has few calls."""
    known = [one for one in drawn.points if math.isfinite(one.low) and math.isfinite(one.high)]
    if len(known) < FEW or len(known) < len(drawn.points):
        return []
    widths = [(one.high - one.low) / scale.divisor for one in known]
    if median(widths) > WIDE * (scale.high - scale.low):
        return []
    common = {
        "type": "scatter",
        "mode": "lines",
        "x": _middles(known, drawn.zone),
        "line": {"width": 0},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    low, high = (
        [max(scale.low, min(scale.high, end / scale.divisor)) for end in ends] for ends in _ends(known)
    )
    return [
        {**common, "y": low},
        {**common, "y": high, "fill": "tonexty", "fillcolor": faint(colours.series)},
    ]


def _ends(points: Sequence[Point]) -> tuple[list[float], list[float]]:
    return [one.low for one in points], [one.high for one in points]


def _time_axis(drawn: Drawn, colours: ChartColours) -> dict[str, Any]:
    times = [one.at for one in drawn.points]
    short = bool(times) and times[-1] - times[0] <= timedelta(days=4)
    return plotly_axis(
        colours,
        grid=False,
        type="date",
        nticks=6,
        tickformat="%a %H:%M" if short else "%a %-d %b",
        showline=True,
    )
