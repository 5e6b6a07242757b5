"""The sums of every period over the leaves."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._gather import Gathered
from tidegauge.reports._scope.codes import Coded
from tidegauge.reports._scope.kinds import Columns
from tidegauge.reports._scope.periods import Periods
from tidegauge.stats.scoping.leaves import Sums


@dataclass(frozen=True, eq=False)
class Sided:
    """The sums of the current window and of each period of the reference; `buckets` are the periods' time buckets."""

    current: Sums
    references: tuple[Sums, ...]
    buckets: tuple[int, ...]


def period_sums(
    frame: pl.DataFrame, columns: Columns, found: Coded, periods: Periods | None, calls: Gathered
) -> Sided:
    """Return the sums of every period."""
    side = frame["side"].to_numpy()
    current, before = summed(frame, columns, found, side == CURRENT, 1.0), side == REFERENCE
    if periods is None:
        return Sided(current, (summed(frame, columns, found, before, 1.0 / calls.exposure),), ())
    bucket, unit = frame["bucket"].to_numpy(), calls.asked.current.window.length
    every = {
        number: summed(frame, columns, found, before & (bucket == number), length)
        for number, length in enumerate(periods.lengths(unit))
    }
    # A period without calls is one that was not recorded.
    there = {number: one for number, one in every.items() if one.w.sum() > 0} or {0: every[0]}
    return Sided(current, tuple(there.values()), tuple(there))


def summed(
    frame: pl.DataFrame, columns: Columns, found: Coded, rows: NDArray[np.bool_], length: float
) -> Sums:
    """Return the sums of some rows of a frame over the leaves."""

    def column(name: str | None) -> NDArray[np.float64] | None:
        if name is None:
            return None
        weights = frame[name].to_numpy()[rows].astype(np.float64)
        sums = np.bincount(found.leaf[rows], weights=weights, minlength=found.size)
        return sums.astype(np.float64)

    y, w = column(columns.y), column(columns.w)
    assert y is not None  # noqa: S101  both are always named
    assert w is not None  # noqa: S101
    return Sums(y, w, column(columns.q), column(columns.yw), column(columns.ww), length)
