"""Pass rates as a p chart: a point a version or a run, with the limits that its number of answers allows."""

from collections.abc import Sequence
from typing import Any, Protocol

import polars as pl

from tidegauge.charts.colours import ChartColours
from tidegauge.reports._records import Measure

GRID = {"left": 44, "right": 14, "top": 18, "bottom": 34, "containLabel": False, "outerBoundsMode": "none"}
LONGEST = 28
BELOW, ABOVE = "below the limits", "above the limits"


class Rated(Protocol):
    """What has a place on the chart: its name, its n, its share, and its limits."""

    @property
    def version(self) -> str: ...
    @property
    def n(self) -> int: ...
    @property
    def share(self) -> Measure: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def out(self) -> bool: ...


def version_rates_spec(
    rates: Sequence[Rated], whole: float, look: ChartColours, out: str, together: str = "all versions"
) -> dict[str, Any]:
    """Return the ECharts option. `whole` is the rate of all `together`, `out` the colour of a rate below its limits."""
    frame = pl.DataFrame(
        {
            "version": [one.version[:LONGEST] for one in rates],
            "pass rate": [None if one.out else 100 * one.share.value for one in rates],
            BELOW: [
                100 * one.share.value if one.out and one.share.value < one.low else None for one in rates
            ],
            ABOVE: [
                100 * one.share.value if one.out and one.share.value > one.high else None for one in rates
            ],
            together: [100 * whole for _ in rates],
            "lower limit": [100 * one.low for one in rates],
            "upper limit": [100 * one.high for one in rates],
            "n": [one.n for one in rates],
        },
        schema_overrides={"pass rate": pl.Float64, BELOW: pl.Float64, ABOVE: pl.Float64},
    )
    # Only what is worse is red.
    points = [_points("pass rate", look.series), _points(BELOW, out), _points(ABOVE, look.series)]
    lines = [
        _line(together, look.reference, "solid"),
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
        "symbol": "circle" if name == "pass rate" else "diamond",
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
