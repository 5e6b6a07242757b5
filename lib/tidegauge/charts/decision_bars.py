"""What was decided over time as stacked ECharts bars of shares."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from tidegauge.charts.colours import ChartColours
from tidegauge.charts.echarts_axes import time_axis, value_axis
from tidegauge.formats.times import local
from tidegauge.reports._business.records import DecisionDrift

LONGEST = 24
SHOWN = 5
"""Decisions that have a colour of their own; the rest are one."""
OTHER = "other"


def decision_bars_spec(
    drift: DecisionDrift, look: ChartColours, colours: Sequence[str], zone: str = "UTC"
) -> dict[str, Any]:
    """Return the ECharts option; `colours` has one for each of `shown_decisions`."""
    names = shown_decisions(drift)
    totals = [sum(one.counts[place] for one in drift.shares) for place in range(len(drift.at))]
    columns: dict[str, list[Any]] = {"time": [local(at, zone) for at in drift.at]}
    for place, name in enumerate(names):
        own = [drift.shares[place]] if name != OTHER or place < SHOWN else drift.shares[SHOWN:]
        counts = [sum(one.counts[bucket] for one in own) for bucket in range(len(drift.at))]
        columns[_short(name, columns)] = [
            100 * count / total if total else None for count, total in zip(counts, totals, strict=True)
        ]
    short = [name for name in columns if name != "time"]
    return {
        "animation": False,
        "dataset": {
            "source": pl.DataFrame(columns, schema_overrides={"time": pl.Datetime("us")}, strict=False)
        },
        "grid": {"left": 44, "right": 12, "top": 30, "bottom": 22},
        "legend": {
            "top": 0,
            "left": 0,
            "icon": "roundRect",
            "itemWidth": 10,
            "itemHeight": 8,
            "textStyle": {"color": look.text, "fontSize": 11},
        },
        "tooltip": {"trigger": "axis", "valueFormatter": "%,.1f%%", "confine": True},
        "xAxis": time_axis(
            "{HH}:{mm}" if drift.grain.startswith("hour") else "{d} {MMM}", look.text, look.grid
        ),
        "yAxis": value_axis(0, 100, 50, "{value}%", look.text, look.grid),
        "series": [_bars(name, colour) for name, colour in zip(short, colours, strict=True)],
    }


def shown_decisions(drift: DecisionDrift) -> tuple[str, ...]:
    """Return the decisions that stand apart, and `other` where there are more."""
    names = tuple(one.value for one in drift.shares[:SHOWN])
    return (*names, OTHER) if len(drift.shares) > SHOWN else names


def _short(name: str, taken: Sequence[str] | dict[str, Any]) -> str:
    found = name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
    while found in taken:
        found += " "
    return found


def _bars(name: str, colour: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": name,
        "stack": "decisions",
        "itemStyle": {"color": colour},
        "barCategoryGap": "18%",
        "encode": {"x": "time", "y": name},
        "emphasis": {"disabled": True},
    }
