"""The sampled texts of both windows, one call a session: what the statistics of texts stand on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import sqlalchemy as sa
from numpy.typing import NDArray

from tidegauge.filters import TraceFilter
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import REFERENCE
from tidegauge.queries.texts import CAP, Thinned, recorded, row_counts, slice_width, slices_apart, texts
from tidegauge.reports._daily_rows import read_kept, rows_by_day, summed_rows
from tidegauge.reports._drift.sample import evenly
from tidegauge.reports.source import Source

TEXTS = ("input_text", "output_text")
RARE = 0.5
"""A text that fewer of the sampled calls record is sampled again, from those that record it."""


@dataclass(frozen=True, eq=False)
class Sampled:
    """Calls that record one column, in order of side and time: `frame` as the query returns it, `values` the column.

    `coverage` is the share of current calls that record it.
    """

    frame: pl.DataFrame
    values: pl.Series
    coverage: float

    @property
    def reference(self) -> NDArray[np.bool_]:
        """Which rows belong to the reference."""
        return (self.frame["side"] == REFERENCE).to_numpy()

    @property
    def counts(self) -> tuple[int, int]:
        """Rows of the reference and of the current window."""
        own = int(self.reference.sum())
        return own, self.frame.height - own


@dataclass(frozen=True, eq=False)
class Texts:
    """A sample of the calls of both windows (see `queries.texts`), and how to draw one of those with a rare column."""

    source: Source
    asked: TraceFilter
    frame: pl.DataFrame
    cap: int = CAP
    thinned: Thinned | None = None

    def of(self, column: str) -> Sampled | None:
        """Return the calls that record a text, one a session; None where hardly any do.

        Calls of one session are alike: taken as independent, they would make every difference a surprise.
        """
        frame = self.frame
        coverage = _coverage(frame, column)
        if not coverage:
            return None
        if coverage < RARE and frame.height >= self.cap:
            frame = _read(self.source, self.asked, self.cap, self.thinned, only=column)
        kept = frame.filter(pl.col(column).is_not_null()).unique(
            ["side", pl.coalesce("session_id", "trace_id")], keep="first", maintain_order=True
        )
        return Sampled(kept, kept[column], coverage) if kept["side"].n_unique() == 2 else None


def sample(source: Source, asked: TraceFilter, cap: int = CAP) -> Texts | None:
    """Return a sample of a comparison's texts; None where nothing is compared or no text is recorded."""
    if asked.reference is None or not _recorded(source, asked, TEXTS):
        return None
    thinned = _thinned(source, asked, cap)
    return Texts(source, asked, _read(source, asked, cap, thinned), cap, thinned)


def embedded(source: Source, asked: TraceFilter, columns: Sequence[str], cap: int) -> pl.DataFrame:
    """Return a sample with the attributes `columns` as e0, e1, ...: they are long, so it is small."""
    return _read(source, asked, cap, _thinned(source, asked, cap), columns)


def _read(
    source: Source,
    asked: TraceFilter,
    cap: int,
    thinned: Thinned | None,
    embeddings: Sequence[str] = (),
    only: str | None = None,
) -> pl.DataFrame:
    if thinned is None:
        return source.store.read(texts(source.rows(asked), asked, cap, embeddings, only))

    def ask(rows: Rows, asked: TraceFilter, *, daily: bool = False) -> sa.Select[Any]:
        return texts(rows, asked, cap, embeddings, only, thinned, daily=daily)

    found = rows_by_day(source, asked, ask)
    frame = source.store.read(ask(source.rows(asked), asked)) if found is None else found
    return _at_most(frame.sort("side", "start_time", "span_id", "trace_id"), cap)


def _at_most(frame: pl.DataFrame, cap: int) -> pl.DataFrame:
    """Return `cap` rows of each side, evenly through the rows."""
    place, n = pl.int_range(1, pl.len() + 1).over("side"), pl.len().over("side").cast(pl.Int64)
    return frame.filter((place * cap) % n < cap)


def _recorded(source: Source, asked: TraceFilter, columns: Sequence[str]) -> bool:
    return any(read_kept(source, asked, recorded(source.rows(asked), asked, columns)).row(0))


def _thinned(source: Source, asked: TraceFilter, cap: int) -> Thinned | None:
    """Return how many rows are thinned out, in steps: a few rows more or less do not make another sample."""
    counted = summed_rows(source, asked, row_counts, ())["n"].to_list()
    fewest = min(counted, default=0) if len(counted) == len(asked.sides) else 0
    apart = evenly(slices_apart(fewest, cap))
    if apart == 1:
        return None
    return Thinned(apart, slice_width(asked), evenly(max(1, fewest // (apart * cap) * 3 // 4)))


def _coverage(frame: pl.DataFrame, column: str) -> float:
    current = frame.filter(pl.col("side") != REFERENCE)[column]
    return current.count() / len(current) if len(current) else 0.0
