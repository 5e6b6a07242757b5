"""When the recorded share of a column stepped, and which one value of a dimension explains it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from tidegauge.errors import FilterError
from tidegauge.filters import TraceFilter
from tidegauge.findings import Direction, Verdict
from tidegauge.queries.health_values import by_segment
from tidegauge.queries.relation import Rows
from tidegauge.reports._daily_rows import read_kept
from tidegauge.reports._health.columns import ColumnHealth
from tidegauge.reports._health.flow import Flow
from tidegauge.reports._health.recorded import Recorded, able
from tidegauge.reports._sentences import shown
from tidegauge.reports.source import Source
from tidegauge.schema.tables import Kind
from tidegauge.stats import onset

MOST_OF_IT = 0.8
"""A value explains a loss when this share of the rows that lost the column have it."""

NEARLY_ALL = 0.9
"""A value that nearly all rows have explains nothing."""


def to_explain(columns: Sequence[ColumnHealth]) -> list[ColumnHealth]:
    """Return the columns whose recorded share changed, the largest change first, at most eight."""
    changed = [c for c in columns if c.verdict in {Verdict.CHANGED, Verdict.NOT_COMPARABLE} and c.difference]
    return sorted(changed, key=lambda c: -abs(c.difference.value if c.difference else 0))[:8]


def with_onset(column: ColumnHealth, found: Flow, place: int) -> ColumnHealth:
    """Return the column with the time at which its share stepped, if it did so in one step."""
    hours = found.in_order()
    step = onset.of_proportion(hours[f"k{place}"].to_numpy(), hours[f"n{place}"].to_numpy())
    return column if step is None else replace(column, since=hours["at"][step.index])


Segment = tuple[int, str | None, int, int]
"""The dimension's place, its value, the rows that can record a column, and those that do."""


@dataclass(frozen=True)
class _Loss:
    """The current rows of one segment: `n` can record the column, `excess` more than before do not."""

    name: str
    value: str
    n: int
    recorded: float
    excess: float


def with_segment(
    source: Source,
    asked: TraceFilter,
    found: Recorded,
    lost: Sequence[ColumnHealth],
    screen: Sequence[str],
) -> dict[str, ColumnHealth]:
    """Return {name: column} for `lost`, each with the single value that explains it, if there is one."""
    falls = [column for column in lost if column.direction is Direction.WORSE]
    alone = replace(asked, reference=None)
    rows, cells = source.rows(alone), found.by_name()
    dimensions = [name for name in screen if _is_text(rows, name)]
    if not falls or not dimensions:
        return {}
    query = by_segment(rows, alone, [column.name for column in falls], found.cell, dimensions)
    frame = read_kept(source, alone, query)
    return {
        column.name: _explained(column, _segments(able(frame, cells[column.name]), place), dimensions, asked)
        for place, column in enumerate(falls)
    }


def _is_text(rows: Rows, name: str) -> bool:
    try:
        return rows.kind(name) is Kind.TEXT
    except FilterError:
        return False


def _explained(
    column: ColumnHealth, segments: Sequence[Segment], dimensions: Sequence[str], asked: TraceFilter
) -> ColumnHealth:
    before = column.reference.value if column.reference else 0.0
    everything = column.current.n * (before - column.current.value)
    losses = [_loss(row, before, dimensions) for row in segments]
    enough = [
        loss
        for loss in losses
        if loss.excess >= MOST_OF_IT * everything
        and asked.minimum_n <= loss.n < NEARLY_ALL * column.current.n
        and loss.name != column.name
    ]
    best = min(enough, key=lambda loss: (loss.recorded, loss.n), default=None)
    if best is None:
        return column
    return replace(column, segment={best.name: best.value}, segment_share=best.recorded)


def _segments(frame: pl.DataFrame, place: int) -> list[Segment]:
    sums = (pl.col("rows").sum(), pl.col(f"n{place}").sum().alias("recorded"))
    return frame.group_by("place", "value", maintain_order=True).agg(*sums).rows()


def _loss(row: Segment, before: float, dimensions: Sequence[str]) -> _Loss:
    place, value, n, k = row
    return _Loss(dimensions[place], shown(value), n, k / n, n * before - k)
