"""A reliability diagram as ECharts: what was predicted across, what happened up, the diagonal where they are equal."""

from typing import Any

import polars as pl

from tidegauge.charts.colours import ChartColours
from tidegauge.charts.judge_lines import GRID, value_axis
from tidegauge.reports._judge.records import Reliability

_SHARES = (0.0, 100.0, 25.0, "{value}%")


def reliability_spec(found: Reliability, look: ChartColours) -> dict[str, Any]:
    """Return the ECharts option."""
    rows = pl.DataFrame(
        {
            "predicted": [100 * one.predicted for one in found.bins],
            "happened": [100 * one.observed.value for one in found.bins],
            "n": [one.observed.n for one in found.bins],
        }
    )
    return {
        "animation": False,
        "dataset": {"source": rows},
        "grid": {**GRID, "bottom": 30},
        "tooltip": {"trigger": "item", "valueFormatter": "%,.0f", "confine": True},
        "xAxis": value_axis(_SHARES, look),
        "yAxis": value_axis(_SHARES, look),
        "series": [
            {
                "type": "line",
                "name": "predicted = happened",
                "data": [[0, 0], [100, 100]],
                "showSymbol": False,
                "silent": True,
                "lineStyle": {"color": look.reference, "type": "dashed", "width": 1.2},
            },
            {
                "type": "line",
                "name": "happened",
                "symbolSize": 7,
                "lineStyle": {"color": look.series, "width": 1.8},
                "itemStyle": {"color": look.series},
                "encode": {"x": "predicted", "y": "happened", "tooltip": ["predicted", "happened", "n"]},
            },
        ],
    }
