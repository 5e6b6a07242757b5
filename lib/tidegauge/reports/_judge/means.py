"""Mean scores of cells: each answer weighed by 1 / chance where the draw is recorded, with the error of that draw."""

from collections.abc import Iterable

import numpy as np
import polars as pl

from tidegauge.queries.judge_moments import SUMS
from tidegauge.reports._records import Measure
from tidegauge.stats import weighted_mean
from tidegauge.stats.estimate import Difference
from tidegauge.stats.weighted_mean import Sums

EVEN = 0.98
"""Answers of equal weight that these are worth, as a part of them, from which their chances count as equal."""


def one_draw(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows whose chance is recorded, or those whose chance is not, whichever hold more scores.

    A score without a chance says nothing of how many answers it stands for: both kinds have no mean in common.
    """
    known, unknown = (frame.filter(pl.col("recorded") == recorded) for recorded in (1, 0))
    return known if _n(known) >= _n(unknown) else unknown


def left_out(frame: pl.DataFrame) -> int:
    """Return how many scores `one_draw` leaves out."""
    return _n(frame) - _n(one_draw(frame))


def weight_of(frame: pl.DataFrame) -> float:
    """Return how many answers the cells stand for."""
    return float(one_draw(frame)["w"].sum() or 0.0)


def sums_of(frame: pl.DataFrame) -> Sums:
    """Return the sums of a frame of `queries.judge_moments`."""
    own = one_draw(frame)
    return Sums(*(float(own[name].sum() or 0.0) for name in SUMS))


def sums_of_each(frames: Iterable[pl.DataFrame]) -> Sums:
    """Return the sums of several frames, shape (k,)."""
    each = [sums_of(frame) for frame in frames]
    return Sums(*(np.array([getattr(one, name) for one in each], dtype=np.float64) for name in SUMS))


def measure(frame: pl.DataFrame) -> Measure:
    """Return the mean score of cells with its interval."""
    found = weighted_mean.estimate(sums_of(frame))
    return Measure(float(found.value), float(found.low), float(found.high), int(found.n))


def change(reference: pl.DataFrame, current: pl.DataFrame) -> Difference:
    """Return the change of the mean score of cells."""
    return weighted_mean.difference(sums_of(reference), sums_of(current))


def unlike(reference: pl.DataFrame, current: pl.DataFrame) -> bool:
    """Return whether one has a recorded draw of unequal chances and the other's chances are not known."""
    one, other = one_draw(reference), one_draw(current)
    if one.is_empty() or other.is_empty() or one["recorded"][0] == other["recorded"][0]:
        return False
    known = one if one["recorded"][0] else other
    n, w, squares = (float(known[name].sum()) for name in ("n", "w", "w2"))
    return w**2 / squares < EVEN * n


def _n(frame: pl.DataFrame) -> int:
    return int(frame["n"].sum() or 0)
