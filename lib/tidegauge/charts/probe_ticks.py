"""Runs of probes as ECharts: a row a target, a tick a run, its shape and colour its verdict."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from tidegauge.charts.colours import ChartColours
from tidegauge.charts.echarts_axes import time_axis
from tidegauge.formats.times import local
from tidegauge.reports._probes.records import ProbeSeries, TickState

LONGEST = 22
_SHAPES = {
    TickState.REFERENCE: ("emptyCircle", 6),
    TickState.NOT_MATERIAL: ("circle", 7),
    TickState.CANNOT_TELL: ("emptyRect", 8),
    TickState.CHANGED: ("diamond", 13),
    TickState.OPEN: ("emptyTriangle", 8),
    TickState.GIVEN_UP: ("triangle", 8),
}
NAMES = {
    TickState.REFERENCE: "reference",
    TickState.NOT_MATERIAL: "○ not material",
    TickState.CANNOT_TELL: "? cannot tell",
    TickState.CHANGED: "● changed",
    TickState.OPEN: "under way",
    TickState.GIVEN_UP: "✕ given up",
}


def probe_ticks_spec(
    series: Sequence[ProbeSeries], look: ChartColours, colours: Mapping[TickState, str], zone: str = "UTC"
) -> dict[str, Any]:
    """Return the ECharts option; `colours` has one for each state."""
    rows = [
        {
            "time": local(tick.at, zone),
            "target": one.target[:LONGEST],
            "state": tick.state,
            "words": tick.words[:160],
        }
        for one in reversed(series)
        for tick in one.ticks
    ]
    used = [state for state in _SHAPES if any(row["state"] is state for row in rows)]
    schema: dict[str, Any] = {
        "time": pl.Datetime("us"),
        **dict.fromkeys((NAMES[one] for one in used), pl.String),
        "found": pl.String,
    }
    table = [
        {
            "time": row["time"],
            "found": row["words"],
            **{NAMES[one]: row["target"] if row["state"] is one else None for one in used},
        }
        for row in rows
    ]
    return {
        "animation": False,
        "dataset": {"source": pl.DataFrame(table, schema=schema)},
        "grid": {
            "left": 120,
            "right": 18,
            "top": 30,
            "bottom": 24,
            "containLabel": False,
            "outerBoundsMode": "none",
        },
        "legend": {
            "top": 0,
            "left": 0,
            "itemWidth": 10,
            "itemHeight": 8,
            "itemGap": 16,
            "textStyle": {"color": look.text, "fontSize": 11},
        },
        "tooltip": {"trigger": "item", "confine": True},
        "xAxis": time_axis("{d} {MMM}", look.text, look.grid),
        "yAxis": {
            "type": "category",
            "data": [one.target[:LONGEST] for one in reversed(series)],
            "axisLabel": {"color": look.text, "fontSize": 12},
            "axisTick": {"show": False},
            "axisLine": {"show": False},
            "splitLine": {"show": True, "lineStyle": {"color": look.grid}},
        },
        "series": [_ticks(one, colours[one]) for one in used],
    }


def _ticks(state: TickState, colour: str) -> dict[str, Any]:
    symbol, size = _SHAPES[state]
    return {
        "type": "scatter",
        "name": NAMES[state],
        "symbol": symbol,
        "symbolSize": size,
        "itemStyle": {"color": colour},
        "encode": {"x": "time", "y": NAMES[state], "tooltip": ["time", "found"]},
        "emphasis": {"disabled": True},
        "z": 4 if state is TickState.CHANGED else 3,
    }
