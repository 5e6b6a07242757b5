"""A drifting column over time as a Plotly line: when the change began, how sure that is, and what was changed then."""

import math
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tidegauge.charts.axis import Axis, axis
from tidegauge.charts.colours import ChartColours
from tidegauge.charts.onset_marks import clock, faint, mark_labels, mark_shapes
from tidegauge.charts.plotly_layout import MARGIN, plotly_axis, plotly_layout
from tidegauge.charts.value_axis import tick_names, value_axis
from tidegauge.formats import count, moment, value
from tidegauge.formats.numbers import currency_sign
from tidegauge.reports._onset import Onset
from tidegauge.reports._records import Point, Trend

HEIGHT = 176

FEWEST = 8
"""Under so many points there is no line: it would suggest a course that nobody saw."""


def onset_trend_spec(
    trend: Trend,
    onset: Onset | None,
    colours: ChartColours,
    zone: str = "UTC",
    *,
    zoom: bool = False,
    currency: str = "USD",
) -> dict[str, Any]:
    """Return the figure, in the viewer's wall clock. The axis begins at zero; with `zoom` it spans the values.

    Zoom where something changed and nowhere else: noise must look flat.
    """
    scale = axis(_values(trend), trend.unit, currency_sign(currency))
    data = [*_band(trend, scale, colours, zone), *_reference(trend, scale, colours, zone)]
    return {
        "data": [*data, _current(trend, scale, colours, zone, currency)],
        "layout": plotly_layout(
            colours,
            margin=MARGIN | {"t": 20},
            xaxis=_time_axis(trend, colours),
            yaxis=_value_axis(scale, colours, _around(trend, scale) if zoom else None),
            shapes=mark_shapes(trend, onset, colours, zone),
            annotations=mark_labels(trend, onset, colours, zone),
        ),
    }


def _values(trend: Trend) -> list[float]:
    return [point.value for point in (*trend.current, *trend.reference)]


def _times(points: Sequence[Point], zone: str) -> list[str]:
    return [clock(point.at, zone) for point in points]


def _scaled(values: Sequence[float], scale: Axis) -> list[float | None]:
    return [one / scale.divisor if math.isfinite(one) else None for one in values]


def _current(trend: Trend, scale: Axis, colours: ChartColours, zone: str, currency: str) -> dict[str, Any]:
    few = len(trend.current) < FEWEST
    return {
        "type": "scatter",
        "mode": "markers" if few else "lines",
        "name": "now",
        "x": _times(trend.current, zone),
        "y": _scaled([point.value for point in trend.current], scale),
        "line": {"color": colours.series, "width": 2},
        "marker": {"color": colours.series, "size": 7, "symbol": "circle-open"},
        "hoverinfo": "text",
        "hovertext": [
            f"{moment(point.at, zone)}<br>{value(point.value, trend.unit, currency)} · n {count(point.n)}"
            for point in trend.current
        ],
    }


def _reference(trend: Trend, scale: Axis, colours: ChartColours, zone: str) -> list[dict[str, Any]]:
    if not trend.reference:
        return []
    few = len(trend.reference) < FEWEST
    return [
        {
            "type": "scatter",
            "mode": "markers" if few else "lines",
            "name": "before",
            "x": _times(trend.reference, zone),
            "y": _scaled([point.value for point in trend.reference], scale),
            "line": {"color": colours.reference, "width": 1.2, "dash": "dash"},
            "marker": {"color": colours.reference, "size": 6, "symbol": "circle-open"},
            "hoverinfo": "skip",
        }
    ]


def _band(trend: Trend, scale: Axis, colours: ChartColours, zone: str) -> list[dict[str, Any]]:
    known = [point for point in trend.current if math.isfinite(point.low) and math.isfinite(point.high)]
    if len(known) < FEWEST:
        return []
    common = {
        "type": "scatter",
        "mode": "lines",
        "x": _times(known, zone),
        "line": {"width": 0},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    filled = {"fill": "tonexty", "fillcolor": faint(colours.series)}
    return [
        {**common, "y": _scaled([point.low for point in known], scale)},
        {**common, **filled, "y": _scaled([point.high for point in known], scale)},
    ]


def _time_axis(trend: Trend, colours: ChartColours) -> dict[str, Any]:
    times = [point.at for point in trend.current]
    short = bool(times) and times[-1] - times[0] <= timedelta(days=2)
    return plotly_axis(
        colours,
        grid=False,
        type="date",
        nticks=6,
        tickformat="%a %H:%M" if short else "%-d %b",
        hoverformat="%a %-d %b %H:%M",
        showline=True,
    )


def _value_axis(scale: Axis, colours: ChartColours, around: list[float] | None) -> dict[str, Any]:
    if around is None:
        return value_axis(scale, colours)
    return plotly_axis(colours, nticks=5, range=around, **tick_names(scale))


def _around(trend: Trend, scale: Axis) -> list[float] | None:
    # Around the values and not their intervals: those of a bucket with two rows would make every line flat.
    values = [one / scale.divisor for one in _values(trend) if math.isfinite(one)]
    if not values:
        return None
    low, high = min(values), max(values)
    room = 0.15 * (high - low) or abs(high) * 0.1 or 1.0
    return [max(0.0, low - room) if low >= 0 else low - room, high + room]
