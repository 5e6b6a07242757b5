"""What is asked of gathered calls, put together from single days where the store keeps those."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.metrics.metric import Metric
from tidegauge.queries.sides import EPOCH, Buckets, divided
from tidegauge.reports._gather import Gathered
from tidegauge.reports._pieces import STEPS, FlatRows, Pieces, RowsOf, days_of_sides, one_side, step_of
from tidegauge.stores.days.question import DayQuestion, Shape

Ask = Callable[[sa.FromClause, tuple[str, ...]], sa.Select[Any]]
"""Makes the question of the rows, and of the columns by which it is grouped beside its own: none, or the day."""

_LEAST, _MOST = ("low", "first"), ("high", "last")


def summed(
    calls: Gathered, metrics: Iterable[Metric], columns: Sequence[str], ask: Ask, keys: Sequence[str]
) -> pl.DataFrame:
    """Return what `ask` sums up of the calls with `columns` and those of `metrics`, by side and `keys`.

    Columns called low and first are the least, high and last the most of a group.
    """
    wanted = tuple(metrics)
    merge = partial(together, keys=("side", *keys))
    found = by_day(calls, wanted, columns, ask, merge=merge)
    return at_once(calls, wanted, columns, ask) if found is None else merge(found)


def at_once(calls: Gathered, metrics: Sequence[Metric], columns: Sequence[str], ask: Ask) -> pl.DataFrame:
    """Return what `ask` says of both windows in one statement; a store that keeps days keeps this as well."""
    pieces, asked = calls.pieces, calls.asked
    if pieces is None:
        return calls.read(ask(calls.calls(metrics, columns), ()))

    def query(rows: FlatRows) -> sa.Select[Any]:
        keep, by = calls.kept(rows.flat, metrics, columns), calls.layout.attributes
        return ask(divided(rows.flat, asked, by, rows.apart, calls.buckets, keep).subquery("calls"), ())

    def copied(of: RowsOf) -> pl.DataFrame:
        rows = of(asked, metrics)
        return rows.read(query(rows))

    stored, windows = query(pieces.stored(asked, metrics)), [side.window for side in asked.sides]
    return pieces.store.read_kept(stored, windows, partial(copied, pieces.copied) if pieces.copied else None)


def by_day(
    calls: Gathered,
    metrics: Iterable[Metric],
    columns: Sequence[str],
    ask: Ask,
    shape: Shape | None = None,
    merge: Shape | None = None,
) -> pl.DataFrame | None:
    """Return the rows of `ask` of each day and side, one below the other; None where days do not add up to the question.

    With a `merge` those of some days may have been put together by it.
    """
    pieces, buckets = calls.pieces, calls.buckets if "bucket" in columns else None
    step = STEPS[0] if buckets is None else step_of(calls.asked, buckets)
    if pieces is None or step is None:
        return None
    question = _Question(calls, pieces, tuple(metrics), columns, step, ask)

    def of(side: Population) -> DayQuestion:
        copied = partial(question.copied, side, pieces.copied) if pieces.copied else None
        return DayQuestion(partial(question.stored, side), shape, copied, merge=merge)

    found = days_of_sides(pieces.store, calls.asked, of)
    frames = [_counted_from(side, frame, buckets, step) for side, frame in found]
    return pl.concat(frames, how="vertical_relaxed")


def together(frame: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Return the rows of a frame with equal `keys` as one."""
    rest = [name for name in frame.columns if name not in keys]
    return frame.group_by(keys).agg(
        pl.col(name).min() if name in _LEAST else pl.col(name).max() if name in _MOST else pl.col(name).sum()
        for name in rest
    )


@dataclass(frozen=True)
class _Question:
    calls: Gathered
    pieces: Pieces
    metrics: tuple[Metric, ...]
    columns: Sequence[str]
    step: timedelta
    ask: Ask

    def stored(self, side: Population, window: Window) -> sa.Select[Any]:
        """Return the question of one side's rows in a window."""
        piece = one_side(self.calls.asked, side, window)
        return self._asked(piece, self.pieces.stored(piece, self.metrics))

    def copied(self, side: Population, of: RowsOf, window: Window) -> pl.DataFrame:
        """Return its answer from the rows of a copy."""
        piece = one_side(self.calls.asked, side, window)
        rows = of(piece, self.metrics)
        return rows.read(self._asked(piece, rows))

    def _asked(self, piece: TraceFilter, rows: FlatRows) -> sa.Select[Any]:
        buckets = Buckets(self.step, EPOCH) if "bucket" in self.columns else None
        keep, by = self.calls.kept(rows.flat, self.metrics, self.columns), self.calls.layout.attributes
        days = divided(rows.flat, piece, by, rows.apart, buckets, keep, daily=True)
        return self.ask(days.subquery("calls"), ("day",))


def _counted_from(
    side: Population, frame: pl.DataFrame, buckets: Buckets | None, step: timedelta
) -> pl.DataFrame:
    """Return the rows of a side with the report's own buckets, which are counted from the start of the window."""
    if buckets is None or "bucket" not in frame.columns:
        return frame
    before = ((buckets.origin or side.window.start) - EPOCH) // step
    return frame.with_columns((pl.col("bucket") - before) // (buckets.width // step))
