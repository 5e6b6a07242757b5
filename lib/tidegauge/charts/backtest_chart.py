"""What an alert rule would have done: the metric beside what is usual, where it would have fired, and known incidents."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from tidegauge.charts.axis import Axis, axis
from tidegauge.charts.colours import ChartColours
from tidegauge.charts.onset_marks import clock, faint
from tidegauge.charts.plotly_layout import MARGIN, plotly_axis, plotly_layout
from tidegauge.charts.plotly_text import plotly_text
from tidegauge.charts.value_axis import value_axis
from tidegauge.formats import moment, value
from tidegauge.formats.numbers import currency_sign

HEIGHT = 290
FIRINGS = "would have fired"
"""The name of the trace of which a click is asked."""
WIDE = 0.25
"""Intervals wider than this share of the axis would hide the course."""
ALONE = 5
"""Pixels of the mark of a window that has no neighbour."""
LABELS = 6
"""Incidents that have their name above the chart: more would cover one another."""


@dataclass(frozen=True)
class FiringMark:
    """Where the rule would have fired (UTC), in words; `is_false` where no known incident was."""

    at: datetime
    text: str
    is_false: bool


@dataclass(frozen=True)
class KnownSpan:
    """A known incident, from `start` to `end` (UTC; None: to the end of the chart)."""

    name: str
    start: datetime
    end: datetime | None


@dataclass(frozen=True)
class BacktestDrawn:
    """What is drawn, one entry a window. `at` are their starts (UTC); NaN is not recorded. `low` to `high` is the value's interval."""

    at: Sequence[datetime]
    value: Sequence[float]
    reference: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    firings: Sequence[FiringMark]
    known: Sequence[KnownSpan]
    unit: str
    label: str
    currency: str = "USD"
    zone: str = "UTC"


def backtest_figure(drawn: BacktestDrawn, colours: ChartColours, worse: str) -> dict[str, Any]:
    """Return the figure, in the viewer's wall clock; `worse` is the colour of a firing.

    The place of a firing among `drawn.firings` is the `customdata` of its mark.
    """
    scale = axis((*drawn.value, *drawn.reference), drawn.unit, currency_sign(drawn.currency))
    return {
        "data": [*_band(drawn, scale, colours), _usual(drawn, scale, colours), _line(drawn, scale, colours)]
        + ([_firings(drawn, scale, worse)] if drawn.firings else []),
        "layout": plotly_layout(
            colours,
            margin=MARGIN | {"t": 42 if drawn.known else 14, "b": 30},
            clickmode="event+select",
            xaxis=_time_axis(drawn, colours),
            yaxis=_value_axis(scale, colours),
            shapes=[_span(one, drawn, colours) for one in drawn.known],
            annotations=[
                _name(one, drawn, colours, place) for place, one in enumerate(drawn.known[-LABELS:])
            ],
        ),
    }


def _scaled(number: float, scale: Axis) -> float | None:
    return max(scale.low, min(scale.high, number / scale.divisor)) if math.isfinite(number) else None


def _times(drawn: BacktestDrawn) -> list[str]:
    return [clock(one, drawn.zone) for one in drawn.at]


def _band(drawn: BacktestDrawn, scale: Axis, colours: ChartColours) -> list[dict[str, Any]]:
    """The 95% interval, where it says more than that a window has few calls."""
    widths = [
        high - low for low, high in zip(drawn.low, drawn.high, strict=True) if math.isfinite(high - low)
    ]
    if not widths or median(widths) > WIDE * (scale.high - scale.low) * scale.divisor:
        return []
    common = {
        "type": "scatter",
        "mode": "lines",
        "x": _times(drawn),
        "line": {"width": 0},
        "hoverinfo": "skip",
    }
    low, high = ([_scaled(one, scale) for one in ends] for ends in (drawn.low, drawn.high))
    return [
        {**common, "y": low},
        {**common, "y": high, "fill": "tonexty", "fillcolor": faint(colours.series)},
    ]


def _usual(drawn: BacktestDrawn, scale: Axis, colours: ChartColours) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "usual",
        "x": _times(drawn),
        "y": [_scaled(one, scale) for one in drawn.reference],
        "line": {"color": colours.reference, "width": 1.5, "dash": "dash"},
        "hoverinfo": "skip",
    }


def _line(drawn: BacktestDrawn, scale: Axis, colours: ChartColours) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": plotly_text(drawn.label),
        "x": _times(drawn),
        "y": [_scaled(one, scale) for one in drawn.value],
        "line": {"color": colours.series, "width": 1.5},
        "marker": {"color": colours.series, "size": _sizes(drawn.value)},
        "connectgaps": False,
        "hoverinfo": "text",
        "hovertext": [
            f"{moment(at, drawn.zone)}<br>{value(one, drawn.unit, drawn.currency)}"
            for at, one in zip(drawn.at, drawn.value, strict=True)
        ],
    }


def _sizes(values: Sequence[float]) -> list[int]:
    """Return the size of each point's mark: only a window with a gap on either side needs one, no line reaches it."""
    there = [False, *map(math.isfinite, values), False]
    return [
        ALONE if here and not (before or after) else 0
        for before, here, after in zip(there, there[1:], there[2:], strict=False)
    ]


def _firings(drawn: BacktestDrawn, scale: Axis, worse: str) -> dict[str, Any]:
    # Filled and hollow, so that it is not told by colour alone.
    symbols = ["triangle-down-open" if one.is_false else "triangle-down" for one in drawn.firings]
    kept = {"marker": {"opacity": 1}}
    return {
        "type": "scatter",
        "mode": "markers",
        "name": FIRINGS,
        "x": [clock(one.at, drawn.zone) for one in drawn.firings],
        "y": [scale.high] * len(drawn.firings),
        "marker": {"color": worse, "size": 12, "symbol": symbols, "line": {"width": 1.5, "color": worse}},
        "customdata": list(range(len(drawn.firings))),
        "selected": kept,
        "unselected": kept,
        "cliponaxis": False,
        "hoverinfo": "text",
        "hovertext": [
            f"{moment(one.at, drawn.zone)}<br>{plotly_text(one.text, 90)}<br>Click: Scope at that time"
            for one in drawn.firings
        ],
    }


def _span(one: KnownSpan, drawn: BacktestDrawn, colours: ChartColours) -> dict[str, Any]:
    last = drawn.at[-1] if drawn.at else one.start
    return {
        "type": "rect",
        "xref": "x",
        "yref": "paper",
        "x0": clock(_within(one.start, drawn), drawn.zone),
        "x1": clock(_within(one.end or last, drawn), drawn.zone),
        "y0": 0,
        "y1": 1,
        # Fainter than a band: incidents that go on at the same time lie over each other.
        "fillcolor": faint(colours.mark).replace("0.16", "0.08"),
        "line": {"width": 1, "color": colours.grid},
        "layer": "below",
    }


def _within(at: datetime, drawn: BacktestDrawn) -> datetime:
    return min(max(at, drawn.at[0]), drawn.at[-1]) if drawn.at else at


def _name(one: KnownSpan, drawn: BacktestDrawn, colours: ChartColours, place: int) -> dict[str, Any]:
    late = bool(drawn.at) and one.start > drawn.at[int(len(drawn.at) * 0.7)]
    return {
        "text": plotly_text(one.name, 30),
        "xref": "x",
        "yref": "paper",
        "x": clock(_within(one.start, drawn), drawn.zone),
        "y": 1.02 + 0.065 * (place % 2),
        "xanchor": "right" if late else "left",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 11, "color": colours.text},
    }


def _time_axis(drawn: BacktestDrawn, colours: ChartColours) -> dict[str, Any]:
    ends = [clock(drawn.at[0], drawn.zone), clock(drawn.at[-1], drawn.zone)] if drawn.at else None
    return plotly_axis(
        colours, grid=False, type="date", nticks=9, tickformat="%-d %b", showline=True, range=ends
    )


def _value_axis(scale: Axis, colours: ChartColours) -> dict[str, Any]:
    room = (scale.high - scale.low) * 0.05
    return value_axis(scale, colours, range=[scale.low, scale.high + room])
