"""The two axes of an ECharts line or bar over time, as every page draws them."""

from typing import Any


def time_axis(formatter: str, text: str, grid: str, **more: Any) -> dict[str, Any]:
    """Return an axis of times; `more` adds entries. `text` and `grid` are colours."""
    return {
        "type": "time",
        "axisLabel": {"formatter": formatter, "color": text, "fontSize": 11, "hideOverlap": True},
        "axisLine": {"lineStyle": {"color": grid}},
        "axisTick": {"show": False},
        **more,
    }


def value_axis(low: float, high: float, step: float, template: str, text: str, grid: str) -> dict[str, Any]:
    """Return an axis of values from low to high, its ticks written by `template`."""
    return {
        "type": "value",
        "min": low,
        "max": high,
        "interval": step,
        "axisLabel": {"formatter": template, "color": text, "fontSize": 11},
        "splitLine": {"lineStyle": {"color": grid, "width": 1}},
    }
