"""A control chart as a Plotly figure: frozen baseline, limits as a band, points inside and outside, recorded changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tidegauge.charts._control_layers import Drawn, layers
from tidegauge.charts._control_marks import shapes
from tidegauge.charts._control_names import ROW, annotations
from tidegauge.charts._control_places import rows
from tidegauge.charts.control_axis import control_axis, ticks
from tidegauge.formats.numbers import currency_sign
from tidegauge.formats.times import local
from tidegauge.reports._control.records import ControlChart


@dataclass(frozen=True)
class ControlColours:
    """The colours of a control chart: it knows no theme."""

    inside: str
    outside: str
    line: str
    band: str
    block: str
    text: str
    grid: str
    surface: str


@dataclass(frozen=True)
class Size:
    """How much a chart shows. `span` is the (low, high) of values that several charts share, if they do."""

    height: int = 330
    steps: int = 5
    legend: bool = True
    marks: bool = True
    font: int = 12
    span: tuple[float, float] | None = None


LARGE = Size()
SMALL = Size(height=150, steps=2, legend=False, marks=False, font=11)


def control_figure(
    chart: ControlChart,
    colours: ControlColours,
    zone: str = "UTC",
    currency: str = "USD",
    size: Size = LARGE,
    minimum_n: int = 100,
) -> dict[str, Any]:
    """Return the figure. Times are ISO texts of the viewer's clock, so that every browser shows the same hours."""
    unit = "" if chart.in_sigmas else chart.unit
    known = list(size.span) if size.span else drawn_values(chart)
    scale = control_axis(known, unit, currency_sign(currency), steps=size.steps)
    drawn = Drawn(chart, colours, scale, zone, currency, minimum_n, small=not size.marks)
    names = rows(drawn) if size.marks else 0
    return {
        "data": layers(drawn),
        "layout": {
            **_frame(size, colours, names),
            "xaxis": _time_axis(chart, colours, size, zone),
            "yaxis": _value_axis(ticks(scale), (scale.low, scale.high), colours, size),
            "shapes": shapes(drawn),
            "annotations": annotations(drawn),
        },
    }


def drawn_values(chart: ControlChart) -> list[float]:
    """Return every number that a chart draws: points, their limits, and the second line of a CUSUM."""
    return [
        value for point in chart.points for value in (point.statistic, point.lower, point.upper, point.other)
    ]


def _frame(size: Size, colours: ControlColours, names: int) -> dict[str, Any]:
    right = 78 if size.marks else 8
    room = {"l": 46, "r": right, "t": 8 + ROW * names, "b": 58 if size.legend else 24}
    return {
        "height": size.height,
        "margin": room,
        "hovermode": "closest",
        "dragmode": False,
        "showlegend": size.legend,
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": -0.13,
            "yanchor": "top",
            "itemclick": False,
            "itemdoubleclick": False,
            "traceorder": "normal",
        },
        "font": {"size": size.font, "color": colours.text},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "hoverlabel": {"align": "left", "font": {"size": 12}},
    }


def _time_axis(chart: ControlChart, colours: ControlColours, size: Size, zone: str) -> dict[str, Any]:
    first, last = (local(chart.points[place].at, zone) for place in (0, -1))
    pad = max((last - first) / 80, timedelta(minutes=30))
    return {
        "type": "date",
        "range": [(first - pad).isoformat(), (last + pad).isoformat()],
        "tickformat": "%a %H:%M" if chart.hourly else "%-d %b",
        "nticks": 9 if size.marks else 5,
        "showgrid": False,
        "zeroline": False,
        "tickfont": {"color": colours.text, "size": size.font},
        "fixedrange": True,
        "linecolor": colours.grid,
        "showline": True,
    }


def _value_axis(
    marks: Sequence[tuple[float, str]], ends: tuple[float, float], colours: ControlColours, size: Size
) -> dict[str, Any]:
    room = (ends[1] - ends[0]) * 0.04
    return {
        "range": [ends[0] - room / 2, ends[1] + room],
        "tickmode": "array",
        "tickvals": [place for place, _ in marks],
        "ticktext": [label for _, label in marks],
        "gridcolor": colours.grid,
        "zeroline": False,
        "tickfont": {"color": colours.text, "size": size.font},
        "fixedrange": True,
    }
