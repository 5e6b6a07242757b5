"""The traces of a control chart: the limits as a band, the centre line, the line, and the points by what they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import isfinite
from typing import TYPE_CHECKING, Any

from tidegauge import formats
from tidegauge.charts.axis import Axis
from tidegauge.charts.plotly_text import plotly_text
from tidegauge.formats.times import local
from tidegauge.reports._control.records import ControlChart, ControlPoint

if TYPE_CHECKING:
    from tidegauge.charts.control_chart import ControlColours


@dataclass(frozen=True)
class Drawn:
    """A chart with everything that its drawing depends on."""

    chart: ControlChart
    colours: "ControlColours"
    scale: Axis
    zone: str
    currency: str
    minimum_n: int
    small: bool

    def x(self, points: Iterable[ControlPoint]) -> list[str]:
        """Return the times of points on the viewer's clock."""
        return [local(point.at, self.zone).isoformat() for point in points]

    def y(self, values: Iterable[float]) -> list[float | None]:
        """Return values in the axis' unit; None leaves a gap."""
        return [value / self.scale.divisor if isfinite(value) else None for value in values]


def layers(drawn: Drawn) -> list[dict[str, Any]]:
    """Return the traces, those behind first."""
    stages = _stages(drawn.chart.points)
    found = [trace for points in stages for trace in _limits(drawn, points)]
    found += [_line(drawn, points, lambda point: point.statistic) for points in stages]
    found += [
        _line(drawn, points, lambda point: point.other) for points in stages if isfinite(points[-1].other)
    ]
    return found + _points(drawn)


def _stages(points: Sequence[ControlPoint]) -> list[list[ControlPoint]]:
    return [list(group) for _, group in groupby(points, key=lambda point: point.stage)]


def _limits(drawn: Drawn, points: Sequence[ControlPoint]) -> list[dict[str, Any]]:
    if not any(isfinite(point.upper) for point in points):
        return []
    edge = {
        "x": drawn.x(points),
        "type": "scatter",
        "mode": "lines",
        "hoverinfo": "skip",
        "showlegend": False,
        "connectgaps": True,
        # Limits follow the rows of each point: steps say that they hold for that point alone.
        "line": {"shape": "hvh", "width": 0},
    }
    lower, upper = (
        {**edge, "y": drawn.y(getattr(point, name) for point in points)} for name in ("lower", "upper")
    )
    centre = {**edge, "y": drawn.y(point.centre for point in points)}
    centre["line"] = {"shape": "hvh", "width": 1.2, "color": drawn.colours.text}
    return [lower, {**upper, "fill": "tonexty", "fillcolor": drawn.colours.band}, centre]


def _line(drawn: Drawn, points: Sequence[ControlPoint], value: Any) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": drawn.x(points),
        "y": drawn.y(map(value, points)),
        "line": {"color": drawn.colours.line, "width": 1.2},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _points(drawn: Drawn) -> list[dict[str, Any]]:
    points, colours = drawn.chart.points, drawn.colours
    few = [point for point in points if point.few and not point.outside]
    if drawn.small:
        return [_outside(drawn, [point for point in points if point.outside])]
    inside = [point for point in points if not point.few and not point.outside]
    name = f"fewer than {formats.count(drawn.minimum_n)} calls"
    found = [
        _markers(drawn, inside, "within limits", {"symbol": "circle", "size": 6, "color": colours.inside})
    ]
    found += [_outside(drawn, [point for point in points if point.outside])]
    hollow = {
        "symbol": "circle",
        "size": 7,
        "color": colours.surface,
        "line": {"color": colours.text, "width": 1.4},
    }
    return [*found, _markers(drawn, few, name, hollow)] if few else found


def _outside(drawn: Drawn, points: Sequence[ControlPoint]) -> dict[str, Any]:
    fill = [drawn.colours.surface if point.few else drawn.colours.outside for point in points]
    marker = {
        "symbol": "diamond",
        "size": 7 if drawn.small else 8,
        "color": fill,
        "line": {"color": drawn.colours.outside, "width": 1.2},
    }
    return _markers(drawn, points, "outside limits", marker)


def _markers(
    drawn: Drawn, points: Sequence[ControlPoint], name: str, marker: dict[str, Any]
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": drawn.x(points),
        "y": drawn.y(_shown(point) for point in points),
        "marker": marker,
        "text": [said(point, drawn) for point in points],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _shown(point: ControlPoint) -> float:
    """The second line of a CUSUM carries the points that it calls out."""
    return point.other if isfinite(point.other) and -point.other > point.statistic else point.statistic


def said(point: ControlPoint, drawn: Drawn) -> str:
    """Return what a point's label says: when, how much on how many rows, between which limits, and which rule spoke."""
    unit = drawn.chart.unit
    when = formats.moment(point.at, drawn.zone)
    lines = [when.removesuffix(" 00:00"), _amount(point, drawn)]
    if isfinite(point.upper) and not drawn.chart.in_sigmas:
        low, high = (formats.value(end, unit, drawn.currency) for end in (point.lower, point.upper))
        lines.append(f"limits {low} to {high}")
    lines += [rule.capitalize() for rule in point.rules]
    return "<br>".join(plotly_text(line, 120) for line in lines)


def _amount(point: ControlPoint, drawn: Drawn) -> str:
    value = formats.value(point.value, drawn.chart.unit, drawn.currency)
    more = ""
    if drawn.chart.in_sigmas:
        more = f", sum {formats.decimal(_shown(point), 1)} sigmas"
    elif point.statistic != point.value:
        more = f", average {formats.value(point.statistic, drawn.chart.unit, drawn.currency)}"
    return f"{drawn.chart.label} {value}{more} · n {formats.count(point.n)}"
