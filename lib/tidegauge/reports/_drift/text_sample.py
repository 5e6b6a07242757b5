"""The sampled texts of both windows, one call a session: what the statistics of texts stand on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tidegauge.filters import TraceFilter
from tidegauge.queries.sides import REFERENCE
from tidegauge.queries.texts import CAP, recorded, row_counts, slices_apart, texts
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
    apart: int = 1

    def of(self, column: str) -> Sampled | None:
        """Return the calls that record a text, one a session; None where hardly any do.

        Calls of one session are alike: taken as independent, they would make every difference a surprise.
        """
        frame = self.frame
        coverage = _coverage(frame, column)
        if not coverage:
            return None
        if coverage < RARE and frame.height >= self.cap:
            rows = self.source.rows(self.asked)
            frame = self.source.store.read(texts(rows, self.asked, self.cap, only=column, apart=self.apart))
        kept = frame.filter(pl.col(column).is_not_null()).unique(
            ["side", pl.coalesce("session_id", "trace_id")], keep="first", maintain_order=True
        )
        return Sampled(kept, kept[column], coverage) if kept["side"].n_unique() == 2 else None


def sample(source: Source, asked: TraceFilter, cap: int = CAP) -> Texts | None:
    """Return a sample of a comparison's texts; None where nothing is compared or no text is recorded."""
    if asked.reference is None or not _recorded(source, asked, TEXTS):
        return None
    apart = _apart(source, asked, cap)
    frame = source.store.read(texts(source.rows(asked), asked, cap, apart=apart))
    return Texts(source, asked, frame, cap, apart)


def embedded(source: Source, asked: TraceFilter, columns: Sequence[str], cap: int) -> pl.DataFrame:
    """Return a sample with the attributes `columns` as e0, e1, ...: they are long, so it is small."""
    apart = _apart(source, asked, cap)
    return source.store.read(texts(source.rows(asked), asked, cap, embeddings=columns, apart=apart))


def _recorded(source: Source, asked: TraceFilter, columns: Sequence[str]) -> bool:
    return any(source.store.read(recorded(source.rows(asked), asked, columns)).row(0))


def _apart(source: Source, asked: TraceFilter, cap: int) -> int:
    counted = source.store.read(row_counts(source.rows(asked), asked))["n"].to_list()
    return slices_apart(min(counted), cap) if len(counted) == len(asked.sides) else 1


def _coverage(frame: pl.DataFrame, column: str) -> float:
    current = frame.filter(pl.col("side") != REFERENCE)[column]
    return current.count() / len(current) if len(current) else 0.0
