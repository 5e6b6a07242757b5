"""Where two versions differ, as a Plotly heat map of the difference: `?` where it cannot be told."""

import math
from collections.abc import Sequence
from typing import Any

from tidegauge import formats
from tidegauge.charts.colours import ChartColours
from tidegauge.charts.plotly_layout import plotly_axis, plotly_layout
from tidegauge.charts.plotly_text import plotly_text
from tidegauge.findings import Verdict
from tidegauge.reports._versions_compared.records import ComparedSegment, SegmentGrid

MOST_VALUES = 14
"""Values on an axis, those with most traffic first."""
ROW, EDGES = 26, 54


def map_height(grid: SegmentGrid) -> int:
    """Return the pixels that a grid is drawn in."""
    return EDGES + ROW * max(len(_axis(grid, 0)), 3)


def compare_map_spec(
    grid: SegmentGrid, look: ChartColours, shades: Sequence[str], currency: str = "USD"
) -> dict[str, Any]:
    """Return the figure: the first attribute down, the second across; `shades` run from better over level to worse."""
    down, across = _axis(grid, 0), (_axis(grid, 1) if len(grid.by) > 1 else [grid.label])
    sizes: list[list[float | None]] = [[None] * len(across) for _ in down]
    texts, hovers = ([[""] * len(across) for _ in down] for _ in range(2))
    for row in grid.rows:
        names = [*row.values.values(), grid.label][:2]
        if names[0] not in down or names[1] not in across or not math.isfinite(row.difference.value):
            continue
        at, place = down.index(names[0]), across.index(names[1])
        told = row.verdict is not Verdict.CANNOT_TELL
        sizes[at][place] = row.difference.value if told else 0.0
        texts[at][place] = _short(row, grid, currency) if told else "?"
        hovers[at][place] = _hover(row, grid, currency)
    reach = max((abs(size) for line in sizes for size in line if size is not None), default=0.0) or 1.0
    steps = len(shades) - 1
    return {
        "data": [
            {
                "type": "heatmap",
                "z": sizes,
                "x": list(range(len(across))),
                "y": list(range(len(down))),
                "text": texts,
                "texttemplate": "%{text}",
                "hovertext": hovers,
                "hoverinfo": "text",
                "zmin": -reach,
                "zmax": reach,
                "showscale": False,
                "xgap": 2,
                "ygap": 2,
                "colorscale": [[place / steps, shade] for place, shade in enumerate(shades)],
            }
        ],
        "layout": plotly_layout(
            look,
            margin={"l": 92, "r": 8, "t": 6, "b": 40},
            xaxis=_ticks(look, across),
            yaxis=_ticks(look, down) | {"autorange": "reversed"},
        ),
    }


def _ticks(look: ChartColours, names: Sequence[str]) -> dict[str, Any]:
    labels = [plotly_text(name, 14) for name in names]
    return plotly_axis(look, grid=False, tickmode="array", tickvals=list(range(len(names))), ticktext=labels)


def _axis(grid: SegmentGrid, place: int) -> list[str]:
    """Return the values of an attribute, most traffic first."""
    weight: dict[str, float] = {}
    for row in grid.rows:
        name = list(row.values.values())[place]
        weight[name] = weight.get(name, 0.0) + row.share
    return sorted(weight, key=lambda name: -weight[name])[:MOST_VALUES]


def _short(row: ComparedSegment, grid: SegmentGrid, currency: str) -> str:
    return plotly_text(formats.difference(row.difference, grid.unit, currency=currency).partition(" [")[0])


def _hover(row: ComparedSegment, grid: SegmentGrid, currency: str) -> str:
    name = plotly_text(" · ".join(row.values.values()), 60)
    change = plotly_text(formats.difference(row.difference, grid.unit, currency=currency), 60)
    n = f"n {formats.count(row.b.n)} against {formats.count(row.a.n)}"
    verdict = formats.verdict_words(row.verdict, row.direction, row.rising)
    return f"{name}<br>{change}<br>{n}<br>{plotly_text(verdict)}"
