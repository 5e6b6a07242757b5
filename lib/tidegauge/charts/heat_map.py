"""The difference of a metric over two dimensions as an ECharts heat map: colours centred on zero, `?` where it cannot tell."""

import math
from collections.abc import Sequence
from typing import Any

from tidegauge.findings import Verdict
from tidegauge.formats import difference, value
from tidegauge.reports._records import Comparison, Segment

MOST_VALUES = 20
"""Values of one dimension that are drawn, those with most traffic first."""

LONGEST = 40
"""Characters of a value that are drawn: an attribute may hold a megabyte."""


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"


def axis_values(rows: Sequence[Segment], dimension: str) -> list[str]:
    """Return the values of a dimension, most traffic first, at most 20."""
    weight: dict[str, float] = {}
    for row in rows:
        if not row.pooled:
            name = row.values[dimension]
            weight[name] = weight.get(name, 0.0) + row.share
    return sorted(weight, key=lambda name: -weight[name])[:MOST_VALUES]


def heat_map_spec(
    rows: Sequence[Segment], by: tuple[str, str], colours: Sequence[str], text: str, currency: str = "USD"
) -> dict[str, Any]:
    """Return the ECharts option of the first metric. `colours` run from good or low, over neutral, to bad or high."""
    across, down = axis_values(rows, by[0]), axis_values(rows, by[1])
    cells = [_cell(row, by, across, down, currency) for row in drawn_rows(rows, by)]
    reach = max((abs(cell["value"][2]) for cell in cells if cell["value"][2] != "-"), default=0.0) or 1.0
    return {
        "animation": False,
        "grid": {"left": 110, "right": 10, "top": 10, "bottom": 60},
        "tooltip": {"trigger": "item", "formatter": "{b}", "confine": True},
        "xAxis": {
            "type": "category",
            "data": [_short(name) for name in across],
            "axisLabel": {"color": text, "fontSize": 12, "interval": 0},
        },
        "yAxis": {
            "type": "category",
            "data": [_short(name) for name in down],
            "axisLabel": {"color": text, "fontSize": 12},
            "inverse": True,
        },
        "visualMap": {
            "min": -reach,
            "max": reach,
            "dimension": 2,
            "show": False,
            "inRange": {"color": list(colours)},
        },
        "series": [
            {
                "type": "heatmap",
                "selectedMode": "single",
                "data": cells,
                "label": {"show": True, "formatter": "{b}", "fontSize": 11},
            }
        ],
    }


def drawn_rows(rows: Sequence[Segment], by: tuple[str, str]) -> list[Segment]:
    """Return the segments that have a cell, in the order of the cells."""
    across, down = axis_values(rows, by[0]), axis_values(rows, by[1])
    return [
        row for row in rows if not row.pooled and row.values[by[0]] in across and row.values[by[1]] in down
    ]


def _cell(
    row: Segment, by: tuple[str, str], across: Sequence[str], down: Sequence[str], currency: str
) -> dict[str, Any]:
    one = row.comparisons[0]
    size = _size(one)
    unsure = size is None or (one.reference is not None and one.verdict is Verdict.CANNOT_TELL)
    place = [across.index(row.values[by[0]]), down.index(row.values[by[1]]), 0.0 if size is None else size]
    cell: dict[str, Any] = {"value": place, "name": "?" if unsure else _words(one, currency)}
    if unsure:
        cell["itemStyle"] = {"color": "rgba(128,128,128,0.25)"}
    return cell


def _size(one: Comparison) -> float | None:
    size = one.difference.value if one.difference else one.current.value
    return size if math.isfinite(size) else None


def _words(one: Comparison, currency: str) -> str:
    if one.difference is None:
        return value(one.current.value, one.unit, currency)
    return difference(one.difference, one.unit, is_relative=one.relative, currency=currency).partition(" [")[
        0
    ]
