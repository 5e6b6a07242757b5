"""The counts of one column on both sides, as the statistics take them."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.stats.drift._pair import CategoryPair, NumberPair
from tidegauge.stats.estimate import Floats

MOST_VALUES = 500
"""The most frequent values of a category stand alone; all others are one."""

REST = "other values"


def number_pair(frame: pl.DataFrame) -> NumberPair:
    """Return a number's buckets on both sides. NaN and infinities are in none, and count as not recorded.

    `frame` has rows (side, bucket, n, total, squares, low, high).
    """
    n, total, squares, low, high = (_floats(frame[name]) for name in ("n", "total", "squares", "low", "high"))
    side = frame["side"].to_numpy()
    is_known = frame["bucket"].is_not_null().to_numpy() & np.isfinite(total)
    named, place = np.unique(frame["bucket"].to_numpy()[is_known], return_inverse=True)
    lower, upper = np.full(named.size, np.inf), np.full(named.size, -np.inf)
    np.minimum.at(lower, place, low[is_known])
    np.maximum.at(upper, place, high[is_known])
    order = np.argsort(lower, kind="stable")

    def added(which: int, column: Floats) -> Floats:
        own = side[is_known] == which
        return _added(place[own], column[is_known][own], named.size)[order]

    def missing(which: int) -> float:
        return float(n[(side == which) & ~is_known].sum())

    return NumberPair(
        lower=lower[order],
        upper=upper[order],
        reference=added(REFERENCE, n),
        current=added(CURRENT, n),
        reference_sum=added(REFERENCE, total),
        current_sum=added(CURRENT, total),
        reference_squares=float(added(REFERENCE, squares).sum()),
        current_squares=float(added(CURRENT, squares).sum()),
        reference_null=missing(REFERENCE),
        current_null=missing(CURRENT),
    )


def as_yes_or_no(pair: NumberPair | CategoryPair) -> CategoryPair | None:
    """Return a number that is only ever 0 or 1 as two categories, else None.

    A rate has a sharper test than a distribution: Kolmogorov's takes ties for no difference.
    """
    if not isinstance(pair, NumberPair) or not is_yes_or_no(pair):
        return None
    names = tuple(f"{value:g}" for value in pair.lower)
    return CategoryPair(names, pair.reference, pair.current, pair.reference_null, pair.current_null)


def is_yes_or_no(pair: NumberPair) -> bool:
    """Return whether a number is 0 or 1 in every row that records it."""
    exact = bool(np.all(pair.lower == pair.upper))
    return exact and 0 < pair.lower.size <= 2 and bool(np.all(np.isin(pair.lower, [0.0, 1.0])))


def category_pair(frame: pl.DataFrame) -> CategoryPair:
    """Return a category's values on both sides, the most frequent first. `frame` has rows (side, value, n)."""
    n, side = _floats(frame["n"]), frame["side"].to_numpy()
    is_known = frame["value"].is_not_null().to_numpy()
    values, place = np.unique(frame["value"].to_numpy()[is_known], return_inverse=True)
    own = side[is_known]
    sides = {
        which: _added(place[own == which], n[is_known][own == which], values.size)
        for which in (CURRENT, REFERENCE)
    }
    order = np.argsort(-(sides[CURRENT] + sides[REFERENCE]), kind="stable")
    kept, rest = order[:MOST_VALUES], order[MOST_VALUES:]
    columns = {which: column[kept] for which, column in sides.items()}
    if rest.size:
        columns = {which: np.append(column, sides[which][rest].sum()) for which, column in columns.items()}
    missing = {which: float(n[(side == which) & ~is_known].sum()) for which in sides}
    return CategoryPair(
        values=(*values[kept].tolist(), *([REST] if rest.size else [])),
        reference=columns[REFERENCE],
        current=columns[CURRENT],
        reference_null=missing[REFERENCE],
        current_null=missing[CURRENT],
        rest=bool(rest.size),
    )


def _floats(column: pl.Series) -> Floats:
    """Return the values of a column of numbers; nulls are NaN."""
    return column.to_numpy().astype(np.float64)


def _added(place: NDArray[np.intp], weights: Floats, size: int) -> Floats:
    found = np.zeros(size)
    np.add.at(found, place, weights)
    return found
