"""The spans of a trace as an ECharts waterfall: indented names, a bar from start to end, duration and one fact after it."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import polars as pl

from tidegauge.charts.colours import ChartColours
from tidegauge.formats import duration

ROW = 28
"""Pixels of a row."""

MARGIN = 40
NAMES = 170
"""Pixels that the names take."""

INDENT = "\u2003"
LONGEST_NAME = 22
LONGEST_FACT = 28
MOST_DEPTH = 6
"""Deeper spans are not indented further: the name has to stay readable."""

OTHER, FAILED = "other", "failed"
"""The series of kinds without a colour of their own, and of failed spans."""

FACTS = 0.55
"""The axis goes this much farther than the last end, so that the fact after the longest bar is in view."""


class Bar(Protocol):
    """What is drawn of a span. Times are milliseconds from the trace's start."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def kind(self) -> str:
        """What it does: its colour."""

    @property
    def depth(self) -> int:
        """How many spans it is below."""

    @property
    def start_ms(self) -> float:
        """When it began."""

    @property
    def duration_ms(self) -> float | None:
        """How long it took."""

    @property
    def failed(self) -> bool:
        """Whether it failed."""

    @property
    def fact(self) -> str:
        """What is worth saying of it."""


def height(bars: Sequence[Bar]) -> int:
    """Return the chart's height in pixels."""
    return MARGIN + ROW * len(bars)


def waterfall_spec(
    bars: Sequence[Bar], kinds: Mapping[str, str], failed: str, colours: ChartColours
) -> dict[str, Any]:
    """Return the ECharts option. `kinds` maps a kind of span to its colour, `failed` is the colour of failure."""
    rows = frame(bars, tuple(kinds))
    # One series a colour: a palette over the bars of one series would give two bars of one name one colour.
    drawn = {OTHER: colours.series, **kinds}
    series = [_lengths(name, colour, colours.text) for name, colour in drawn.items() if name in rows.columns]
    return {
        "animation": False,
        "dataset": {"source": rows},
        "tooltip": {"show": False},
        "grid": {
            "left": NAMES,
            "right": 22,
            "top": 26,
            "bottom": 8,
            "containLabel": False,
            "outerBoundsMode": "none",
        },
        "xAxis": _time_axis(bars, colours),
        "yAxis": _names(bars, colours),
        "series": [_offset(), *series, _lengths(FAILED, failed, failed)],
    }


def frame(bars: Sequence[Bar], kinds: Sequence[str]) -> pl.DataFrame:
    """Return columns row, start, label, and the length (milliseconds) in the one column of its kind or failure."""
    groups = [_group(bar, kinds) for bar in bars]
    there = [name for name in (OTHER, *dict.fromkeys(kinds)) if name in groups]
    columns: dict[str, Any] = {
        "row": list(range(len(bars))),
        "start": [max(0.0, bar.start_ms) for bar in bars],
        "label": [label(bar) for bar in bars],
    }
    for name in dict.fromkeys((*there, FAILED)):
        columns[name] = [
            _length(bar) if group == name else None for bar, group in zip(bars, groups, strict=True)
        ]
    numbers = dict.fromkeys((*there, FAILED, "start"), pl.Float64())
    return pl.DataFrame(columns, schema_overrides={**numbers, "row": pl.Int64(), "label": pl.String()})


def _group(bar: Bar, kinds: Sequence[str]) -> str:
    # The store's own word for a kind is never a column's name: it may be any text.
    if bar.failed:
        return FAILED
    return bar.kind if bar.kind in kinds else OTHER


def _length(bar: Bar) -> float:
    return max(0.0, bar.duration_ms or 0.0)


def label(bar: Bar) -> str:
    """Return what stands after a bar: how long it took, a cross if it failed, and its fact."""
    length = "" if bar.duration_ms is None else duration(bar.duration_ms)
    return " ".join(part for part in (length, "✕" if bar.failed else "", bar.fact[:LONGEST_FACT]) if part)


def _time_axis(bars: Sequence[Bar], colours: ChartColours) -> dict[str, Any]:
    end = max((max(0.0, bar.start_ms) + _length(bar) for bar in bars), default=0.0)
    return {
        "type": "value",
        "position": "top",
        "min": 0,
        "max": end * (1 + FACTS) or 1,
        "splitNumber": 4,
        "axisLabel": {
            "formatter": "{value} ms",
            "color": colours.text,
            "fontSize": 11,
            "showMaxLabel": False,
        },
        "splitLine": {"lineStyle": {"color": colours.grid}},
    }


def _names(bars: Sequence[Bar], colours: ChartColours) -> dict[str, Any]:
    return {
        "type": "category",
        "inverse": True,
        "data": [_name(bar) for bar in bars],
        "axisTick": {"show": False},
        "axisLine": {"show": False},
        # No formatter: a name is drawn as it is, whatever braces it holds.
        "axisLabel": {
            "align": "left",
            "margin": NAMES - 4,
            "color": colours.text,
            "fontSize": 12,
            "interval": 0,
        },
    }


def _name(bar: Bar) -> str:
    indent = INDENT * min(bar.depth, MOST_DEPTH)
    room = LONGEST_NAME - len(indent)
    return indent + (bar.name if len(bar.name) <= room else bar.name[: room - 1] + "…")


def _offset() -> dict[str, Any]:
    return {
        "type": "bar",
        "stack": "time",
        "silent": True,
        "encode": {"x": "start", "y": "row"},
        "itemStyle": {"color": "transparent"},
        "emphasis": {"disabled": True},
    }


def _lengths(column: str, colour: str, text: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "stack": "time",
        "name": column,
        "barWidth": 13,
        # A check of a few milliseconds is still a line that can be seen and clicked.
        "barMinHeight": 2,
        "encode": {"x": column, "y": "row"},
        "itemStyle": {"color": colour, "borderRadius": 2},
        "selectedMode": "single",
        "select": {"itemStyle": {"borderColor": text, "borderWidth": 1}},
        "label": {"show": True, "position": "right", "formatter": "{@label}", "color": text, "fontSize": 12},
    }
