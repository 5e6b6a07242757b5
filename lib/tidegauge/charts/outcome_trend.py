"""An outcome over time as an ECharts line with its interval; what is not final yet is hollow and dotted."""

import math
from typing import Any

import polars as pl

from tidegauge.charts.axis import axis
from tidegauge.charts.colours import ChartColours
from tidegauge.charts.trend import shortened
from tidegauge.formats.times import local
from tidegauge.reports._business.records import OutcomePoint, OutcomeTrend

MOST_MARKS = 4
_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


def outcome_trend_spec(
    trend: OutcomeTrend, look: ChartColours, zone: str = "UTC", currency: str = "USD"
) -> dict[str, Any]:
    """Return the ECharts option. Times are the viewer's wall clock."""
    values = [one for point in trend.current for one in (point.value, point.high)]
    values += [point.value for point in trend.reference]
    scale = axis(_bounded(values, trend), trend.unit, _SYMBOLS.get(currency, f"{currency} "))
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
        "xAxis": {
            "type": "time",
            "axisLabel": {
                "formatter": "{HH}:{mm}" if trend.grain.startswith("hour") else "{d} {MMM}",
                "color": look.text,
                "fontSize": 11,
                "hideOverlap": True,
            },
            "axisLine": {"lineStyle": {"color": look.grid}},
            "axisTick": {"show": False},
        },
        "yAxis": {
            "type": "value",
            "min": scale.low,
            "max": scale.high,
            "interval": scale.step,
            "axisLabel": {"formatter": scale.template, "color": look.text, "fontSize": 11},
            "splitLine": {"lineStyle": {"color": look.grid, "width": 1}},
        },
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
    final = {
        **_line(trend.label, look.series, 2.0),
        "showSymbol": True,
        "symbolSize": 5,
        "symbol": "circle",
        "encode": {"x": "time", "y": trend.label, "tooltip": [trend.label, "n"]},
        "markLine": _marks(trend, look, zone),
    }
    open_ = {
        **_line("not final", look.series, 1.4),
        "showSymbol": True,
        "symbol": "emptyCircle",
        "symbolSize": 7,
        "encode": {"x": "time", "y": "not final", "tooltip": ["not final"]},
    }
    open_["lineStyle"]["type"] = "dotted"
    before = _line("comparison", look.reference, 1.2)
    before["lineStyle"]["type"] = "dashed"
    reference = {**before, "encode": {"x": "time", "y": "comparison"}, "z": 1}
    return [low, width, *([reference] if trend.reference else []), open_, final]


def _line(name: str, colour: str, width: float) -> dict[str, Any]:
    return {
        "type": "line",
        "name": name,
        "showSymbol": False,
        "connectNulls": False,
        "lineStyle": {"color": colour, "width": width},
        "itemStyle": {"color": colour},
        "emphasis": {"disabled": True},
    }


def _marks(trend: OutcomeTrend, look: ChartColours, zone: str) -> dict[str, Any]:
    label = {"formatter": "{b}", "color": look.text, "fontSize": 11, "position": "end", "distance": 4}
    return {
        "symbol": "none",
        "animation": False,
        "lineStyle": {"color": look.mark, "type": "solid", "width": 1},
        "label": label,
        "data": [
            {
                "name": shortened(change.text),
                "xAxis": local(change.at, zone).isoformat(),
                "label": {**label, "show": place == 0},
            }
            for place, change in enumerate(trend.changes[-MOST_MARKS:])
        ],
    }
