"""The share of answers at each score as paired ECharts bars: before in grey, now in colour."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from tidegauge.charts.axis import nice_step
from tidegauge.charts.colours import ChartColours
from tidegauge.charts.judge_lines import GRID
from tidegauge.reports._judge.records import Bar


def judge_bars_spec(bars: Sequence[Bar], look: ChartColours, *, names: tuple[str, str]) -> dict[str, Any]:
    """Return the ECharts option; `names` are what the grey and the coloured bars are called."""
    compared = any(bar.share_reference is not None for bar in bars)
    shares = [100 * share for bar in bars for share in (bar.share, bar.share_reference or 0.0)]
    step = nice_step(max([*shares, 1.0]) / 3)
    before, now = names
    columns: dict[str, list[Any]] = {"score": [f"{bar.value:g}" for bar in bars]}
    if compared:
        columns[before] = [None if bar.share_reference is None else 100 * bar.share_reference for bar in bars]
    columns[now] = [100 * bar.share for bar in bars]
    series = [_bars(before, look.reference)] if compared else []
    return {
        "animation": False,
        "dataset": {"source": pl.DataFrame(columns, strict=False)},
        "grid": GRID,
        "tooltip": {"trigger": "axis", "valueFormatter": "%,.1f%%", "confine": True},
        "xAxis": {
            "type": "category",
            "axisLabel": {"color": look.text, "fontSize": 11, "hideOverlap": True},
            "axisLine": {"lineStyle": {"color": look.grid}},
            "axisTick": {"show": False},
        },
        "yAxis": {
            "type": "value",
            "min": 0,
            "interval": step,
            "max": step * -(-max([*shares, 1.0]) // step),
            "axisLabel": {"formatter": "{value}%", "color": look.text, "fontSize": 11},
            "splitLine": {"lineStyle": {"color": look.grid, "width": 1}},
        },
        "series": [*series, _bars(now, look.series)],
    }


def _bars(name: str, colour: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": name,
        "itemStyle": {"color": colour},
        "barMaxWidth": 28,
        "barGap": "8%",
        "barCategoryGap": "38%",
        "encode": {"x": "score", "y": name},
        "emphasis": {"disabled": True},
    }
