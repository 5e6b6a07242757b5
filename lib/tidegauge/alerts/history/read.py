"""A metric's history, read from the store: one grouped query for all windows and segments."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from tidegauge.alerts.history.cells import Cells, cells_of, sums_of
from tidegauge.alerts.history.grid import Grid, grid_of
from tidegauge.alerts.history.records import History
from tidegauge.alerts.history.usual import usual_days
from tidegauge.alerts.records import Segment
from tidegauge.filters import Condition, Population, TraceFilter, Window
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.metrics.metric import Metric
from tidegauge.reports._gather import gather
from tidegauge.reports._sentences import shown
from tidegauge.reports._summary import Summary, summarise
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.stats.estimate import Floats
from tidegauge.workbench.baselines import RecordedBaseline

MOST = 200
"""Segments that a rule watches, those with most calls first."""

APART = timedelta(days=28)
"""A baseline that ended longer before the first window is read on its own."""


@dataclass(frozen=True)
class Wanted:
    """Which history: of a metric, among calls that meet `where`, for each value of `by`, in windows that end at `ends`.

    `back` is how long before the first window is read as well. What is usual is learnt from nothing at or after `until`
    (UTC; None: the start of the first window).
    """

    metric: Metric
    where: tuple[Condition, ...]
    by: tuple[str, ...]
    ends: Sequence[datetime]
    width: timedelta
    back: timedelta = timedelta(0)
    until: datetime | None = None


def history(
    source: Source, settings: Settings, wanted: Wanted, baselines: Sequence[RecordedBaseline] = ()
) -> History | None:
    """Return a metric in every window of every segment; None where the store is empty.

    Raises:
        FilterError: a dimension or a filter names what the store does not have.
        MetricError: the store cannot answer the metric.
    """
    catalog = source.store.catalog()
    if catalog.first is None or catalog.newest is None:
        return None
    recorded = Window(catalog.first, catalog.newest + timedelta(microseconds=1))
    usual = _usual(settings, wanted, recorded, baselines)
    grid = grid_of(wanted.ends, wanted.width, usual, wanted.back)
    summary = _summary(source, settings, wanted, grid)
    known = _Segments(summary, wanted.by)
    cells = cells_of(summary, wanted.metric, grid, known.places)
    shape = (grid.numbers.size, known.size)
    rows = cells.rows.reshape(shape)
    return History(
        wanted.metric,
        summary.parts[wanted.metric.name],
        cells.kind,
        grid,
        usual,
        known.segments,
        rows,
        _total(source, settings, wanted, grid, cells, shape),
        sums_of(cells, shape, grid, rows),
        cells.bins,
        known.left_out,
        recorded.start,
    )


def _usual(
    settings: Settings, wanted: Wanted, recorded: Window, baselines: Sequence[RecordedBaseline]
) -> Window:
    zone = settings.time_zone or "UTC"
    until = wanted.until or wanted.ends[0] - wanted.width
    return usual_days(baselines, wanted.where, wanted.metric.name, recorded, zone, until)


def _summary(source: Source, settings: Settings, wanted: Wanted, grid: Grid) -> Summary:
    asked = _asked(settings, wanted.where, grid)
    calls = gather(source, asked, [wanted.metric], wanted.by).bucketed(grid.buckets)
    return summarise(calls, [wanted.metric], ("bucket", *map(calls.column, wanted.by)))


def _asked(settings: Settings, where: tuple[Condition, ...], grid: Grid) -> TraceFilter:
    """Return the filter that reads all windows of a grid; a baseline that lies far back is its reference."""
    gaps = np.flatnonzero(np.diff(grid.numbers) * grid.width > APART)
    whole = np.arange(grid.numbers.size)
    now = whole[gaps[-1] + 1 :] if gaps.size else whole
    current = Population(grid.span(now), where)
    before = Population(grid.span(whole[: gaps[-1] + 1]), where) if gaps.size else None
    return TraceFilter(current, before, time_zone=settings.time_zone or "UTC")


def _total(
    source: Source, settings: Settings, wanted: Wanted, grid: Grid, cells: Cells, shape: tuple[int, int]
) -> Floats:
    """Return all calls of each window: the rule's segments are all of them unless it has a filter, or they are too many."""
    if not wanted.where and cells.is_whole:
        return np.asarray(cells.rows.reshape(shape).sum(axis=1))
    (calls,) = chosen_metrics(["count()"], settings, source.store.catalog())
    every = replace(wanted, metric=calls, where=(), by=())
    summary = _summary(source, settings, every, grid)
    return cells_of(summary, calls, grid, _Segments(summary, ()).places).rows


class _Segments:
    """The segments of a summary, those with most calls first. `places` is a frame of the keys with their `segment`."""

    def __init__(self, summary: Summary, by: tuple[str, ...]) -> None:
        keys = [key for key in summary.keys if key != "bucket"]
        if not keys:
            self.places = pl.DataFrame({"segment": [0]}, schema={"segment": pl.Int64})
            self.segments: tuple[Segment, ...] = ((),)
            self.left_out = 0
            return
        every = summary.totals.group_by(keys).agg(pl.col("rows").sum())
        ordered = every.sort("rows", *keys, descending=[True, *(False for _ in keys)], nulls_last=True)
        kept = ordered.head(MOST).drop("rows")
        self.places = kept.with_row_index("segment").with_columns(pl.col("segment").cast(pl.Int64))
        self.segments = tuple(
            tuple((name, shown(value)) for name, value in zip(by, row, strict=True)) for row in kept.rows()
        )
        self.left_out = ordered.height - kept.height

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.segments)
