"""The judge's own control chart as ECharts: its mean on fixed answers, limits dashed, points beyond them in red."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from tidegauge.charts.colours import ChartColours
from tidegauge.charts.judge_lines import GRID, marks, time_axis, value_axis
from tidegauge.formats.times import local
from tidegauge.reports._judge.records import AnchorPoint, RulerChange
from tidegauge.reports._judge.words import names_of

_LIMITS = ("centre", "low", "high")


def anchors_spec(
    points: Sequence[AnchorPoint],
    changes: Sequence[RulerChange],
    colours: Sequence[str],
    look: ChartColours,
    axis: tuple[float, float, float, str],
    *,
    worse: str,
    zone: str = "UTC",
) -> dict[str, Any]:
    """Return the ECharts option: a line a judge, in `colours`; `worse` is the colour of points out of limits."""
    judges = list(dict.fromkeys(point.evaluator for point in points))
    names = names_of(judges)
    series = [
        _line(f"{limit} {place}", look.mark, dashed=limit != "centre", width=1.0)
        for place in range(len(judges))
        for limit in _LIMITS
    ]
    series += [
        _line(name, colours[min(place, len(colours) - 1)], dashed=False, width=1.8)
        for place, name in enumerate(names)
    ]
    series.append(_dots(worse))
    series[-1]["markLine"] = marks(changes, look, zone, [point.at for point in points])
    return {
        "animation": False,
        "dataset": {"source": frame(points, judges, names, zone)},
        "grid": GRID,
        "tooltip": {"trigger": "axis", "valueFormatter": "%,.2f", "confine": True},
        "xAxis": time_axis(look),
        "yAxis": value_axis(axis, look),
        "series": series,
    }


def frame(
    points: Sequence[AnchorPoint], judges: Sequence[str], names: Sequence[str], zone: str
) -> pl.DataFrame:
    """Return columns `time`, each judge's mean, `centre 0`, `low 0`, `high 0`, ... and `outside`."""
    times = sorted({point.at for point in points})
    known = {(point.at, point.evaluator): point for point in points}
    columns: dict[str, list[Any]] = {"time": [local(at, zone) for at in times]}
    for place, (judge, name) in enumerate(zip(judges, names, strict=True)):
        own = [known.get((at, judge)) for at in times]
        columns[name] = [None if one is None else one.value for one in own]
        for limit in _LIMITS:
            columns[f"{limit} {place}"] = [_number(getattr(one, limit)) if one else None for one in own]
    outside = {point.at: point.value for point in points if point.outside}
    columns["outside"] = [outside.get(at) for at in times]
    return pl.DataFrame(
        columns, schema_overrides={"time": pl.Datetime("us"), "outside": pl.Float64}, strict=False
    )


def _number(value: float) -> float | None:
    return value if value == value else None  # noqa: PLR0124  nan


def _line(name: str, colour: str, *, dashed: bool, width: float) -> dict[str, Any]:
    return {
        "type": "line",
        "name": name,
        "showSymbol": False,
        "connectNulls": False,
        "lineStyle": {"color": colour, "width": width, "type": "dashed" if dashed else "solid"},
        "itemStyle": {"color": colour},
        "emphasis": {"disabled": True},
        "encode": {"x": "time", "y": name},
        "z": 3 if width > 1 else 1,
    }


def _dots(colour: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": "outside",
        "symbolSize": 7,
        "itemStyle": {"color": colour},
        "encode": {"x": "time", "y": "outside"},
        "emphasis": {"disabled": True},
        "z": 4,
    }
