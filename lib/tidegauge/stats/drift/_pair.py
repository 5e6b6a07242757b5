"""One column of both windows as mergeable counts: what the database sends instead of rows."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tidegauge.stats.estimate import Floats


@dataclass(frozen=True, eq=False)
class NumberPair:
    """A number in m buckets, ascending and apart from each other: `lower` <= x <= `upper`, both of shape (m,).

    `lower` and `upper` are the smallest and the largest value seen in the bucket on either side, so that a bucket with
    one value has no width. `reference` and `current` count the rows, `reference_sum` and `current_sum` add up their
    values, all of shape (m,). `..._squares` are the sums of squares over all buckets, `..._null` the rows without a
    value. Two summaries over the same buckets merge by adding.
    """

    lower: Floats
    upper: Floats
    reference: Floats
    current: Floats
    reference_sum: Floats
    current_sum: Floats
    reference_squares: float
    current_squares: float
    reference_null: float = 0.0
    current_null: float = 0.0


@dataclass(frozen=True, eq=False)
class CategoryPair:
    """A category: rows by value, both of shape (m,). `rest` says that the last value stands for all others.

    A value that one window lacks has 0 there: new, or gone.
    """

    values: tuple[str, ...]
    reference: Floats
    current: Floats
    reference_null: float = 0.0
    current_null: float = 0.0
    rest: bool = False


def number_pair(reference: NDArray[np.float64], current: NDArray[np.float64], bins: int = 1024) -> NumberPair:
    """Return the summary of two arrays; nan is a null.

    The middle 99.8 % of the reference are in `bins` equal buckets. Further out they grow, 8 to a doubling of the
    distance: an outlier far away costs a bucket, and does not take the others' place.

    >>> pair = number_pair(np.array([1.0, 2.0, 2.0]), np.array([2.0, 3.0, np.nan]))
    >>> pair.lower.tolist(), pair.reference.tolist(), pair.current.tolist(), pair.current_null
    ([1.0, 2.0, 3.0], [1.0, 2.0, 0.0], [0.0, 1.0, 1.0], 1.0)
    """
    before, after = (x[~np.isnan(x)] for x in (reference, current))
    both = np.concatenate([before, after])
    edges = np.quantile(before, [0.001, 0.999]) if before.size else np.zeros(2)
    low, high = edges.tolist()
    width = (high - low) / bins or 1.0
    inside = np.clip(both, low, high)
    place = np.floor((inside - low) / width) + np.floor(_octaves((both - inside) / width))
    names, at = np.unique(place.astype(np.intp), return_inverse=True)
    lower, upper = np.full(names.size, np.inf), np.full(names.size, -np.inf)
    np.minimum.at(lower, at, both)
    np.maximum.at(upper, at, both)
    first, second = at[: before.size], at[before.size :]

    def added(where: NDArray[np.intp], weights: NDArray[np.float64] | None = None) -> Floats:
        return np.bincount(where, weights, minlength=names.size).astype(np.float64)

    return NumberPair(
        lower,
        upper,
        added(first),
        added(second),
        added(first, before),
        added(second, after),
        float((before**2).sum()),
        float((after**2).sum()),
        float(reference.size - before.size),
        float(current.size - after.size),
    )


def _octaves(distance: Floats) -> Floats:
    """Number the buckets outward: edges at 0, 0.7, 1.5, 2.4, ... 8 (the 8th), 24 (the 16th), 56 widths."""
    return np.asarray(np.copysign(8 * np.log2(1 + np.abs(distance) / 8), distance))


def category_pair(
    reference: Mapping[str | None, float], current: Mapping[str | None, float], rest: str | None = None
) -> CategoryPair:
    """Return the summary of {value: rows} of both windows; the key None counts the nulls, `rest` all other values.

    >>> pair = category_pair({"stop": 90, "length": 1}, {"stop": 80, "error": 3, None: 7})
    >>> pair.values, pair.current.tolist(), pair.current_null
    (('error', 'length', 'stop'), [3.0, 0.0, 80.0], 7.0)
    """
    names = sorted(name for name in {*reference, *current} if name is not None)
    if rest in names:
        names = [*(name for name in names if name != rest), rest]
    before, after = (
        np.array([side.get(name, 0) for name in names], dtype=np.float64) for side in (reference, current)
    )
    nulls = float(reference.get(None, 0)), float(current.get(None, 0))
    return CategoryPair(tuple(names), before, after, *nulls, rest in names)
