"""The correlation of a signal with an outcome at each lag, as ECharts bars with the band that chance makes."""

from typing import Any

import polars as pl

from tidegauge.charts.colours import ChartColours
from tidegauge.reports._business.records import Lead


def lag_bars_spec(lead: Lead, look: ChartColours) -> dict[str, Any]:
    """Return the ECharts option: the strongest lag coloured, intervals as thin lines."""
    unit = lead.unit[:-1]
    frame = pl.DataFrame(
        {
            "lag": [f"{one.lag:+d}".replace("+0", "0").replace("-", "−") for one in lead.course],
            "correlation": [one.value for one in lead.course],
            "low": [one.low for one in lead.course],
            "high": [one.high for one in lead.course],
        },
        strict=False,
    )
    colours = [look.series if one.lag == lead.lag else look.reference for one in lead.course]
    return {
        "animation": False,
        "grid": {
            "left": 40,
            "right": 12,
            "top": 14,
            "bottom": 38,
            "containLabel": False,
            "outerBoundsMode": "none",
        },
        "tooltip": {"trigger": "axis", "valueFormatter": "%,.2f", "confine": True},
        "xAxis": {
            "type": "category",
            "data": frame["lag"].to_list(),
            "name": f"{unit}s by which the signal goes first",
            "nameLocation": "middle",
            "nameGap": 22,
            "nameTextStyle": {"color": look.text, "fontSize": 11},
            "axisLabel": {"color": look.text, "fontSize": 11},
            "axisLine": {"lineStyle": {"color": look.grid}, "onZero": False},
            "axisTick": {"show": False},
        },
        "yAxis": {
            "type": "value",
            "min": -1,
            "max": 1,
            "interval": 0.5,
            "axisLabel": {"color": look.text, "fontSize": 11},
            "splitLine": {"lineStyle": {"color": look.grid, "width": 1}},
        },
        "series": [
            {
                "type": "bar",
                "name": "correlation",
                "data": [
                    {"value": value, "itemStyle": {"color": colour}}
                    for value, colour in zip(frame["correlation"].to_list(), colours, strict=True)
                ],
                "barWidth": "46%",
                "emphasis": {"disabled": True},
                "markLine": _intervals(frame, look),
            }
        ],
    }


def _intervals(frame: pl.DataFrame, look: ChartColours) -> dict[str, Any]:
    rows = frame.select("lag", "low", "high").rows()
    return {
        "symbol": "none",
        "silent": True,
        "animation": False,
        "label": {"show": False},
        "lineStyle": {"color": look.text, "type": "solid", "width": 1},
        "data": [[{"coord": [lag, low]}, {"coord": [lag, high]}] for lag, low, high in rows],
    }
