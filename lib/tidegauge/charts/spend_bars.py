"""Spend over time as stacked ECharts bars: one colour a value, the rest in grey."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import polars as pl

from tidegauge.charts.axis import axis
from tidegauge.charts.colours import ChartColours
from tidegauge.charts.echarts_axes import time_axis, value_axis
from tidegauge.formats.numbers import currency_sign
from tidegauge.formats.times import local
from tidegauge.reports._cost.records import SpendTrend

LONGEST = 24
_TWO_DAYS = timedelta(days=2)


def spend_bars_spec(
    trend: SpendTrend, look: ChartColours, colours: Sequence[str], zone: str = "UTC", currency: str = "USD"
) -> dict[str, Any]:
    """Return the ECharts option; `colours` has one for each series, in their order."""
    totals = [sum(series.spend[place] for series in trend.series) for place in range(len(trend.at))]
    scale = axis(totals, "usd", currency_sign(currency))
    names = _names(trend)
    columns: dict[str, list[Any]] = {"time": [local(at, zone) for at in trend.at]}
    for name, series in zip(names, trend.series, strict=True):
        columns[name] = [money / scale.divisor for money in series.spend]
    return {
        "animation": False,
        "dataset": {
            "source": pl.DataFrame(columns, schema_overrides={"time": pl.Datetime("us")}, strict=False)
        },
        "grid": {"left": 44, "right": 12, "top": 30, "bottom": 22},
        "legend": _legend(look),
        "tooltip": {"trigger": "axis", "valueFormatter": "%,.2f", "confine": True},
        "xAxis": time_axis(_format(trend), look.text, look.grid),
        "yAxis": value_axis(0, scale.high, scale.step, scale.template, look.text, look.grid),
        "series": [_bars(name, colour) for name, colour in zip(names, colours, strict=True)],
    }


def _legend(look: ChartColours) -> dict[str, Any]:
    text = {"color": look.text, "fontSize": 11}
    return {"top": 0, "left": 0, "icon": "roundRect", "itemWidth": 10, "itemHeight": 8, "textStyle": text}


def _names(trend: SpendTrend) -> list[str]:
    """Return what the series are called; a value may be as long as it likes, and none of them `time`."""
    found: list[str] = []
    for one in trend.series:
        name = one.name if len(one.name) <= LONGEST else one.name[: LONGEST - 1] + "…"
        while name in found or name == "time":
            name += " "
        found.append(name)
    return found


def _format(trend: SpendTrend) -> str:
    return "{d} {MMM}" if trend.at[-1] - trend.at[0] >= _TWO_DAYS else "{HH}:{mm}"


def _bars(name: str, colour: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": name,
        "stack": "spend",
        "itemStyle": {"color": colour},
        "barCategoryGap": "18%",
        "encode": {"x": "time", "y": name},
        "emphasis": {"disabled": True},
    }
