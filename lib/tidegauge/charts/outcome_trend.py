"""An outcome over time as an ECharts line with its interval; what is not final yet is hollow and dotted."""

import math
from typing import Any

import polars as pl

from tidegauge.charts.axis import axis
from tidegauge.charts.colours import ChartColours
from tidegauge.charts.echarts_axes import time_axis, value_axis
from tidegauge.charts.trend import change_lines, line
from tidegauge.formats.numbers import currency_sign
from tidegauge.formats.times import local
from tidegauge.reports._business.records import OutcomePoint, OutcomeTrend

MOST_MARKS = 4


def outcome_trend_spec(
    trend: OutcomeTrend, look: ChartColours, zone: str = "UTC", currency: str = "USD"
) -> dict[str, Any]:
    """Return the ECharts option. Times are the viewer's wall clock."""
    values = [one for point in trend.current for one in (point.value, point.high)]
    values += [point.value for point in trend.reference]
    scale = axis(_bounded(values, trend), trend.unit, currency_sign(currency))
    frame = _frame(trend, scale.divisor, zone)
    return {
        "animation": False,
        "dataset": {"source": frame},
        "grid": {
            "left": 44,
            "right": 26,
            "top": 24,
            "bottom": 22,
            "containLabel": False,
            "outerBoundsMode": "none",
        },
        "tooltip": {"trigger": "axis", "valueFormatter": "%,.2f", "confine": True},
        "xAxis": time_axis(
            "{HH}:{mm}" if trend.grain.startswith("hour") else "{d} {MMM}", look.text, look.grid
        ),
        "yAxis": value_axis(scale.low, scale.high, scale.step, scale.template, look.text, look.grid),
        "series": _series(trend, look, zone),
    }


def _bounded(values: list[float], trend: OutcomeTrend) -> list[float]:
    """An interval of a day with hardly any calls must not flatten all others."""
    top = max(
        (point.value for point in (*trend.current, *trend.reference) if math.isfinite(point.value)),
        default=1.0,
    )
    return [min(one, 2 * top) for one in values if math.isfinite(one)]


def _frame(trend: OutcomeTrend, divisor: float, zone: str) -> pl.DataFrame:
    reference = {point.at: point for point in trend.reference}
    last = max((place for place, point in enumerate(trend.current) if point.final), default=-1)

    def scaled(point: OutcomePoint | None, of: str = "value") -> float | None:
        number = None if point is None else getattr(point, of)
        return number / divisor if number is not None and math.isfinite(number) else None

    columns: dict[str, list[Any]] = {
        "time": [local(point.at, zone) for point in trend.current],
        trend.label: [scaled(point) if point.final else None for point in trend.current],
        # It begins at the last final point, so that the two lines meet.
        "not final": [
            scaled(point) if place >= last and last + 1 < len(trend.current) else None
            for place, point in enumerate(trend.current)
        ],
        "low": [scaled(point, "low") for point in trend.current],
        "width": [_width(scaled(point, "low"), scaled(point, "high")) for point in trend.current],
        "n": [point.n for point in trend.current],
    }
    if reference:
        columns["comparison"] = [scaled(reference.get(point.at)) for point in trend.current]
    numbers = {name: pl.Float64() for name in columns if name not in {"time", "n"}}
    return pl.DataFrame(columns, schema_overrides={"time": pl.Datetime("us"), **numbers}, strict=False)


def _width(low: float | None, high: float | None) -> float | None:
    return None if low is None or high is None else high - low


def _series(trend: OutcomeTrend, look: ChartColours, zone: str) -> list[dict[str, Any]]:
    band = {
        "type": "line",
        "stack": "interval",
        "showSymbol": False,
        "lineStyle": {"opacity": 0},
        "silent": True,
    }
    low = {**band, "name": "low", "encode": {"x": "time", "y": "low", "tooltip": []}}
    width = {
        **band,
        "name": "interval",
        "areaStyle": {"color": look.series, "opacity": 0.16},
        "encode": {"x": "time", "y": "width", "tooltip": []},
    }
    changes = trend.changes[-MOST_MARKS:]
    final = {
        **line(trend.label, look.series, 2.0),
        "showSymbol": True,
        "symbolSize": 5,
        "symbol": "circle",
        "encode": {"x": "time", "y": trend.label, "tooltip": [trend.label, "n"]},
        "markLine": change_lines(changes, changes[:1], look, zone),
    }
    open_ = {
        **line("not final", look.series, 1.4),
        "showSymbol": True,
        "symbol": "emptyCircle",
        "symbolSize": 7,
        "encode": {"x": "time", "y": "not final", "tooltip": ["not final"]},
    }
    open_["lineStyle"]["type"] = "dotted"
    before = line("comparison", look.reference, 1.2)
    before["lineStyle"]["type"] = "dashed"
    reference = {**before, "encode": {"x": "time", "y": "comparison"}, "z": 1}
    return [low, width, *([reference] if trend.reference else []), open_, final]
