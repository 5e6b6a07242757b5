"""Pass rates by version as a p chart: a point a version, with the limits that its number of answers allows."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from tidegauge.charts.colours import ChartColours
from tidegauge.reports._golden.records import VersionRate

GRID = {"left": 44, "right": 14, "top": 18, "bottom": 34, "containLabel": False, "outerBoundsMode": "none"}
LONGEST = 28


def version_rates_spec(
    rates: Sequence[VersionRate], whole: float, look: ChartColours, out: str
) -> dict[str, Any]:
    """Return the ECharts option. `whole` is the rate of all versions, `out` the colour of a rate outside its limits."""
    frame = pl.DataFrame(
        {
            "version": [one.version[:LONGEST] for one in rates],
            "pass rate": [None if one.out else 100 * one.share.value for one in rates],
            "outside": [100 * one.share.value if one.out else None for one in rates],
            "all versions": [100 * whole for _ in rates],
            "lower limit": [100 * one.low for one in rates],
            "upper limit": [100 * one.high for one in rates],
            "n": [one.n for one in rates],
        },
        schema_overrides={"pass rate": pl.Float64, "outside": pl.Float64},
    )
    points = [_points("pass rate", look.series), _points("outside", out)]
    lines = [
        _line("all versions", look.reference, "solid"),
        *(_line(f"{end} limit", look.mark, "dashed") for end in ("lower", "upper")),
    ]
    return {
        "animation": False,
        "dataset": {"source": frame},
        "grid": GRID,
        "tooltip": {"trigger": "axis", "valueFormatter": "%,.0f%%", "confine": True},
        "xAxis": {
            "type": "category",
            "axisLabel": {"color": look.text, "interval": 0, "width": 120, "overflow": "truncate"},
            "axisTick": {"show": False},
            "axisLine": {"lineStyle": {"color": look.grid}},
        },
        "yAxis": {
            "type": "value",
            "min": 0,
            "max": 100,
            "interval": 50,
            "axisLabel": {"color": look.text, "formatter": "{value}%"},
            "splitLine": {"lineStyle": {"color": look.grid}},
        },
        "series": [*lines, *points],
    }


def _points(name: str, colour: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": name,
        "symbolSize": 11,
        "symbol": "diamond" if name == "outside" else "circle",
        "itemStyle": {"color": colour},
        "encode": {"x": "version", "y": name},
    }


def _line(name: str, colour: str, kind: str) -> dict[str, Any]:
    return {
        "type": "line",
        "name": name,
        "step": "middle",
        "symbol": "none",
        "lineStyle": {"color": colour, "width": 1, "type": kind},
        "itemStyle": {"color": colour},
        "encode": {"x": "version", "y": name},
    }
