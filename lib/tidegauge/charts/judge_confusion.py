"""What people said against what the judge said, as an ECharts heat map with the counts printed."""

from typing import Any

from tidegauge.charts.colours import ChartColours
from tidegauge.reports._judge.records import Confusion

DARK = 0.55
"""The part of the largest count from which a cell is so dark that its number is written in the other colour."""


def confusion_spec(
    found: Confusion, look: ChartColours, *, shades: tuple[str, str], on_dark: str
) -> dict[str, Any]:
    """Return the ECharts option: people down, the judge across; `shades` run from few answers to many."""
    most = max((count for row in found.counts for count in row), default=0) or 1
    cells = _cells(found, most, look.text, on_dark)
    return {
        "animation": False,
        "grid": {"left": 64, "right": 10, "top": 8, "bottom": 44},
        "tooltip": {"trigger": "item", "formatter": "{b}", "confine": True},
        "xAxis": {
            **_axis(found, look),
            "name": "judge",
            "nameLocation": "middle",
            "nameGap": 26,
            **_name(look),
        },
        "yAxis": {
            **_axis(found, look),
            "name": "people",
            "nameLocation": "middle",
            "nameGap": 40,
            **_name(look),
        },
        "visualMap": {
            "min": 0,
            "max": most,
            "dimension": 2,
            "show": False,
            "inRange": {"color": list(shades)},
        },
        "series": [
            {
                "type": "heatmap",
                "selectedMode": "single",
                "data": cells,
                "label": {"show": True, "formatter": "{b}", "fontSize": 12},
                "itemStyle": {"borderColor": look.grid, "borderWidth": 1},
            }
        ],
    }


def _cells(found: Confusion, most: int, text: str, on_dark: str) -> list[dict[str, Any]]:
    return [
        {
            "value": [column, row, count],
            "name": f"{count:,}" if count else "",
            "label": {"color": on_dark if count > DARK * most else text},
        }
        for row, line in enumerate(found.counts)
        for column, count in enumerate(line)
    ]


def _axis(found: Confusion, look: ChartColours) -> dict[str, Any]:
    return {
        "type": "category",
        "data": list(found.values),
        "axisLabel": {"color": look.text, "fontSize": 12},
        "axisTick": {"show": False},
        "axisLine": {"lineStyle": {"color": look.grid}},
    }


def _name(look: ChartColours) -> dict[str, Any]:
    return {"nameTextStyle": {"color": look.text, "fontSize": 12}}
