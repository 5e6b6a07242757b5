"""How alike the outputs of each day are to those of the reference."""

from datetime import datetime, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tidegauge.filters import TraceFilter
from tidegauge.reports._drift.text_sample import Sampled
from tidegauge.reports._records import Point
from tidegauge.stats.drift.cosine_centroid import cosine
from tidegauge.stats.text.vectorise import Vectors

FEWEST = 20
"""Texts of a day that is compared."""
_DAY = timedelta(days=1)


def daily_similarity(
    found: Sampled, vectors: Vectors, asked: TraceFilter
) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Return the cosine of each day's centroid to the reference's: of the reference's days, then of the current ones.

    A day of the reference is compared with its other days, so that it is not compared with itself.
    """
    if asked.reference is None:
        return (), ()
    reference = np.flatnonzero(found.reference)
    total = np.asarray(vectors.weights[reference].sum(axis=0), dtype=np.float64)
    sides = (
        (asked.reference.window.start, found.reference, True),
        (asked.current.window.start, ~found.reference, False),
    )
    before, now = (
        tuple(_points(found.frame["start_time"], vectors, total, start, own, is_own=is_own))
        for start, own, is_own in sides
    )
    return before, now


def _points(
    times: pl.Series,
    vectors: Vectors,
    total: NDArray[np.float64],
    start: datetime,
    own: NDArray[np.bool_],
    *,
    is_own: bool,
) -> list[Point]:
    length = int(_DAY.total_seconds() * 1e6)
    days = np.where(own, (times - start).dt.total_microseconds().to_numpy() // length, -1)
    found = []
    for day in np.unique(days[days >= 0]):
        rows = np.flatnonzero(days == day)
        if rows.size < FEWEST:
            continue
        centroid = np.asarray(vectors.weights[rows].sum(axis=0), dtype=np.float64)
        value = cosine(centroid, total - centroid if is_own else total)
        found.append(Point(start + _DAY * int(day), value, int(rows.size)))
    return found
