"""A control chart as an ECharts line, for pages that draw with ECharts: points, limits, the baseline's days in grey."""

import math
from dataclasses import dataclass
from typing import Any

import polars as pl

from tidegauge.charts.axis import Axis, axis
from tidegauge.charts.echarts_axes import time_axis, value_axis
from tidegauge.formats.numbers import currency_sign
from tidegauge.formats.times import local
from tidegauge.reports._control.records import ControlChart, ControlPoint

_NAMES = ("value", "outside", "centre", "lower", "upper")


@dataclass(frozen=True)
class ControlLook:
    """`inside` and `outside` are the points' colours; `limit` that of the lines, `baseline` that of its days."""

    inside: str
    outside: str
    limit: str
    baseline: str
    text: str
    grid: str


def control_line_spec(
    chart: ControlChart, look: ControlLook, zone: str = "UTC", currency: str = "USD"
) -> dict[str, Any]:
    """Return the ECharts option: what is drawn between the limits, signals as triangles, limits dashed."""
    scale = axis(_numbers(chart), chart.unit, currency_sign(currency))
    return {
        "animation": False,
        "dataset": {"source": frame(chart, scale, zone)},
        "grid": {
            "left": 52,
            "right": 26,
            "top": 14,
            "bottom": 22,
            "containLabel": False,
            "outerBoundsMode": "none",
        },
        "tooltip": {"trigger": "axis", "valueFormatter": "%,.4f", "confine": True},
        "xAxis": time_axis(
            "{ee} {HH}:{mm}" if chart.hourly else "{d} {MMM}",
            look.text,
            look.grid,
            splitNumber=6,
            splitLine={"show": False},
        ),
        "yAxis": value_axis(scale.low, scale.high, scale.step, scale.template, look.text, look.grid),
        "series": _series(chart, look, zone),
    }


def frame(chart: ControlChart, scale: Axis, zone: str) -> pl.DataFrame:
    """Return columns `time` (the viewer's clock), value, outside (signals alone), centre, lower, upper and n."""
    points = chart.points
    columns: dict[str, list[Any]] = {"time": [local(one.at, zone) for one in points]}
    for name in _NAMES:
        columns[name] = [_scaled(_of(one, name), scale) for one in points]
    columns["n"] = [one.n for one in points]
    kinds: dict[str, pl.DataType] = {"time": pl.Datetime("us"), **dict.fromkeys(_NAMES, pl.Float64())}
    return pl.DataFrame(columns, schema_overrides=kinds, strict=False)


def _of(one: ControlPoint, name: str) -> float:
    if name in {"value", "outside"}:
        # A CUSUM is drawn in sigmas, which no axis of money has: its points are the values then.
        drawn = one.statistic if math.isnan(one.other) else one.value
        return drawn if name == "value" or one.outside else float("nan")
    return float(getattr(one, name)) if math.isnan(one.other) else float("nan")


def _scaled(number: float, scale: Axis) -> float | None:
    return number / scale.divisor if math.isfinite(number) else None


def _numbers(chart: ControlChart) -> list[float]:
    return [_of(one, name) for one in chart.points for name in _NAMES]


def _series(chart: ControlChart, look: ControlLook, zone: str) -> list[dict[str, Any]]:
    lines = [_limit(name, look) for name in ("centre", "lower", "upper")]
    value = {
        "type": "line",
        "name": chart.label,
        "symbol": "circle",
        "symbolSize": 4,
        "connectNulls": False,
        "lineStyle": {"color": look.inside, "width": 1.5},
        "itemStyle": {"color": look.inside},
        "emphasis": {"disabled": True},
        "encode": {"x": "time", "y": "value", "tooltip": ["value", "n"]},
        "markArea": _baseline(chart, look, zone),
    }
    signals = {
        "type": "scatter",
        "name": "outside",
        "symbol": "triangle",
        "symbolSize": 9,
        "itemStyle": {"color": look.outside},
        "encode": {"x": "time", "y": "outside"},
        "z": 4,
    }
    return [*lines, value, signals]


def _limit(name: str, look: ControlLook) -> dict[str, Any]:
    solid = name == "centre"
    return {
        "type": "line",
        "name": name,
        "showSymbol": False,
        "step": "middle",
        "connectNulls": False,
        "lineStyle": {"color": look.limit, "width": 1, "type": "solid" if solid else "dashed"},
        "itemStyle": {"color": look.limit},
        "emphasis": {"disabled": True},
        "encode": {"x": "time", "y": name},
        "z": 1,
    }


def _baseline(chart: ControlChart, look: ControlLook, zone: str) -> dict[str, Any]:
    normal = chart.stages[-1].frozen.window
    first, last = chart.points[0].at, chart.points[-1].at
    start, end = max(normal.start, first), min(normal.end, last)
    data = [[{"xAxis": local(start, zone).isoformat()}, {"xAxis": local(end, zone).isoformat()}]]
    return {
        "silent": True,
        "itemStyle": {"color": look.baseline},
        "label": {"show": False},
        "data": data if start < end else [],
    }
