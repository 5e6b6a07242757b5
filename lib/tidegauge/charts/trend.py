"""A metric over time as an ECharts line: comparison dashed grey, recorded changes as labelled vertical lines."""

import math
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import polars as pl

from tidegauge.charts.axis import Axis, axis
from tidegauge.charts.colours import ChartColours
from tidegauge.charts.echarts_axes import time_axis, value_axis
from tidegauge.formats.numbers import currency_sign
from tidegauge.formats.times import local
from tidegauge.reports._records import ChangeMark, Point, Trend

MOST_MARKS = 6
"""More labels than this would cover one another; the newest are kept."""

LONGEST = 22
ROOM = 0.3
"""The share of the width that a mark's name needs before the next one."""


def trend_spec(
    trend: Trend, colours: ChartColours, zone: str = "UTC", currency: str = "USD"
) -> dict[str, Any]:
    """Return the ECharts option. Times are the viewer's wall clock, so that every browser shows the same hours."""
    scale = axis(_values(trend), trend.unit, currency_sign(currency))
    return {
        "animation": False,
        "dataset": {"source": frame(trend, scale, zone)},
        "grid": {
            "left": 44,
            "right": 26,  # half of the last label on the time axis
            "top": 24,
            "bottom": 22,
            "containLabel": False,
            "outerBoundsMode": "none",
        },
        "tooltip": {"trigger": "axis", "valueFormatter": "%,.2f", "confine": True},
        "xAxis": time_axis(
            _clock(trend), colours.text, colours.grid, splitNumber=6, splitLine={"show": False}
        ),
        "yAxis": value_axis(scale.low, scale.high, scale.step, scale.template, colours.text, colours.grid),
        "series": _series(trend, colours, zone),
    }


def frame(trend: Trend, scale: Axis, zone: str) -> pl.DataFrame:
    """Return columns `time` (the viewer's clock), the metric, its comparison if any, and `n`."""
    reference = {point.at: point for point in trend.reference}
    columns: dict[str, list[Any]] = {
        "time": [local(point.at, zone) for point in trend.current],
        trend.label: [_scaled(point, scale) for point in trend.current],
    }
    if reference:
        columns["comparison"] = [_scaled(reference.get(point.at), scale) for point in trend.current]
    columns["n"] = [point.n for point in trend.current]
    return pl.DataFrame(columns, schema_overrides={"time": pl.Datetime("us")}, strict=False)


def _scaled(point: Point | None, scale: Axis) -> float | None:
    return None if point is None or not math.isfinite(point.value) else point.value / scale.divisor


def _values(trend: Trend) -> list[float]:
    return [point.value for point in (*trend.current, *trend.reference)]


def _series(trend: Trend, colours: ChartColours, zone: str) -> list[dict[str, Any]]:
    current = {
        **line(trend.label, colours.series, 2.0),
        "encode": {"x": "time", "y": trend.label, "tooltip": [trend.label, "n"]},
        "markLine": _marks(trend, colours, zone),
    }
    if not trend.reference:
        return [current]
    reference = line("comparison", colours.reference, 1.2)
    reference["lineStyle"]["type"] = "dashed"
    return [{**reference, "encode": {"x": "time", "y": "comparison"}, "z": 1}, current]


def line(name: str, colour: str, width: float) -> dict[str, Any]:
    """Return a series without points, gaps left open."""
    return {
        "type": "line",
        "name": name,
        "showSymbol": False,
        "connectNulls": False,
        "lineStyle": {"color": colour, "width": width},
        "itemStyle": {"color": colour},
        "emphasis": {"disabled": True},
    }


def _marks(trend: Trend, colours: ChartColours, zone: str) -> dict[str, Any]:
    shown = trend.changes[-MOST_MARKS:]
    return change_lines(shown, _labelled(trend, shown), colours, zone)


def change_lines(
    shown: Sequence[ChangeMark], labelled: Sequence[ChangeMark], colours: ChartColours, zone: str
) -> dict[str, Any]:
    """Return changes as vertical lines, those `labelled` with their names."""
    label = {"formatter": "{b}", "color": colours.text, "fontSize": 11, "position": "end", "distance": 4}
    return {
        "symbol": "none",
        "animation": False,
        "lineStyle": {"color": colours.mark, "type": "solid", "width": 1},
        "label": label,
        "data": [
            {
                "name": shortened(change.text),
                "xAxis": local(change.at, zone).isoformat(),
                "label": {**label, "show": change in labelled},
            }
            for change in shown
        ],
    }


def _labelled(trend: Trend, shown: Sequence[ChangeMark]) -> list[ChangeMark]:
    """Return the marks whose names have room; the others stay lines, and the page lists them all."""
    if len(trend.current) < 2:
        return []
    first, last = trend.current[0].at, trend.current[-1].at
    kept: list[ChangeMark] = []
    for change in shown:
        if not kept or (change.at - kept[-1].at) / (last - first) >= ROOM:
            kept.append(change)
    return kept


def shortened(text: str) -> str:
    """Return a mark's name short enough for a chart.

    >>> shortened("order_status prompt v7 (was v6): JSON answers"), shortened("index idx-9")
    ('order_status prompt v7', 'index idx-9')
    """
    brief = text.partition(" (was ")[0].partition(": ")[0]
    return brief if len(brief) <= LONGEST else brief[: LONGEST - 1] + "…"


def _clock(trend: Trend) -> str:
    times = [point.at for point in trend.current]
    short = bool(times) and times[-1] - times[0] <= timedelta(days=2)
    return "{ee} {HH}:{mm}" if short else "{d} {MMM}"
