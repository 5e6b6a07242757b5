"""Scores over time as ECharts lines, one a judge: a line ends where its judge does, and none crosses a change."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from tidegauge.charts.colours import ChartColours
from tidegauge.formats.times import local
from tidegauge.reports._judge.records import JudgeLine, RulerChange
from tidegauge.reports._judge.words import change_label, names_of

MOST = 6
"""Judges that have a line; more colours nobody tells apart."""

EDGE = 0.18
"""The part of a chart's width, at either end, in which a name centred on its line would be cut."""

GRID = {"left": 44, "right": 14, "top": 24, "bottom": 22, "containLabel": False, "outerBoundsMode": "none"}


def judge_lines_spec(
    lines: Sequence[JudgeLine],
    changes: Sequence[RulerChange],
    colours: Sequence[str],
    look: ChartColours,
    axis: tuple[float, float, float, str],
    *,
    zone: str = "UTC",
    band: bool = False,
) -> dict[str, Any]:
    """Return the ECharts option. `axis` is low, high, step and the label's template; `band` draws the intervals.

    `colours` are those of the lines, in their order; the last one stands for all that follow.
    """
    shown = list(lines)[:MOST]
    factor = 100.0 if "%" in axis[3] else 1.0
    names = names_of([line.evaluator for line in shown])
    series: list[dict[str, Any]] = []
    for place, (line, name) in enumerate(zip(shown, names, strict=True)):
        colour = colours[min(place, len(colours) - 1)]
        if band and len(line.points) > 1:
            series += _band(place, colour)
        series.append(_line(name, colour, alone=len(line.points) == 1))
    if series:
        series[-1]["markLine"] = marks(
            changes, look, zone, [point.at for line in shown for point in line.points]
        )
    return {
        "animation": False,
        "dataset": {"source": frame(shown, names, zone, factor)},
        "grid": GRID,
        "tooltip": {
            "trigger": "axis",
            "valueFormatter": "%,.2f" if factor == 1 else "%,.0f%%",
            "confine": True,
        },
        "xAxis": time_axis(look),
        "yAxis": value_axis(axis, look),
        "series": series,
    }


def frame(lines: Sequence[JudgeLine], names: Sequence[str], zone: str, factor: float = 1.0) -> pl.DataFrame:
    """Return columns `time` (the viewer's clock), each judge's mean, and `low 1`, `span 1`, ... of its interval."""
    times = sorted({point.at for line in lines for point in line.points})
    columns: dict[str, list[Any]] = {"time": [local(at, zone) for at in times]}
    for place, (line, name) in enumerate(zip(lines, names, strict=True)):
        known = {point.at: point for point in line.points}
        found = [known.get(at) for at in times]
        columns[name] = [None if one is None else one.value * factor for one in found]
        columns[f"low {place}"] = [None if one is None else one.low * factor for one in found]
        columns[f"span {place}"] = [None if one is None else (one.high - one.low) * factor for one in found]
    return pl.DataFrame(columns, schema_overrides={"time": pl.Datetime("us")}, strict=False)


def _line(name: str, colour: str, *, alone: bool) -> dict[str, Any]:
    return {
        "type": "line",
        "name": name,
        "showSymbol": alone,
        "symbolSize": 6,
        "connectNulls": False,
        "lineStyle": {"color": colour, "width": 1.8},
        "itemStyle": {"color": colour},
        "emphasis": {"disabled": True},
        "encode": {"x": "time", "y": name, "tooltip": [name]},
        "z": 3,
    }


def _band(place: int, colour: str) -> list[dict[str, Any]]:
    """Return the interval as two stacked areas: a clear one up to its low end, a tinted one up to its high end."""
    clear = {
        "type": "line",
        "stack": f"band {place}",
        "stackStrategy": "all",  # else a low end below 0 would carry nothing
        "showSymbol": False,
        "lineStyle": {"opacity": 0},
        "itemStyle": {"opacity": 0},
        "emphasis": {"disabled": True},
        "silent": True,
        "tooltip": {"show": False},
        "z": 1,
    }
    low = {**clear, "name": f"low {place}", "encode": {"x": "time", "y": f"low {place}"}}
    area = {"color": colour, "opacity": 0.18}
    high = {
        **clear,
        "name": f"span {place}",
        "encode": {"x": "time", "y": f"span {place}"},
        "areaStyle": area,
    }
    return [low, high]


def marks(
    changes: Sequence[RulerChange], look: ChartColours, zone: str, times: Sequence[datetime]
) -> dict[str, Any]:
    """Return the changes of judge as labelled vertical lines."""
    return {
        "symbol": "none",
        "animation": False,
        "lineStyle": {"color": look.mark, "type": "solid", "width": 1},
        "label": {"formatter": "{b}", "color": look.text, "fontSize": 11, "position": "end", "distance": 4},
        "data": [_mark(one, times, zone) for one in changes[-3:]],
    }


def _mark(change: RulerChange, times: Sequence[datetime], zone: str) -> dict[str, Any]:
    """Return a change's line; near the chart's edges its name stands on the inner side, where there is room."""
    length = (max(times) - min(times)) if times else timedelta(0)
    place = (change.at - min(times)) / length if length else 0.5
    side = "right" if place > 1 - EDGE else "left" if place < EDGE else "center"
    return {
        "name": change_label(change),
        "xAxis": local(change.at, zone).isoformat(),
        "label": {"align": side},
    }


def time_axis(look: ChartColours) -> dict[str, Any]:
    """Return an axis of days."""
    return {
        "type": "time",
        "splitNumber": 6,
        "axisLabel": {"formatter": "{d} {MMM}", "color": look.text, "fontSize": 11, "hideOverlap": True},
        "axisLine": {"lineStyle": {"color": look.grid}},
        "axisTick": {"show": False},
        "splitLine": {"show": False},
    }


def value_axis(axis: tuple[float, float, float, str], look: ChartColours) -> dict[str, Any]:
    """Return an axis from low to high, as given."""
    low, high, step, template = axis
    return {
        "type": "value",
        "min": low,
        "max": high,
        "interval": step,
        "axisLabel": {"formatter": template, "color": look.text, "fontSize": 11},
        "splitLine": {"lineStyle": {"color": look.grid, "width": 1}},
    }
