"""Both windows of a number as two distribution functions: what all methods on numbers share, from one sort."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tidegauge.stats.drift import _moments
from tidegauge.stats.drift._between import Between, Rows, between
from tidegauge.stats.drift._bounded import Bounded, exactly
from tidegauge.stats.drift._inside import Inside, inside
from tidegauge.stats.drift._moments import Moments
from tidegauge.stats.drift._pair import NumberPair
from tidegauge.stats.estimate import Floats


@dataclass(frozen=True, eq=False)
class Steps:
    """Two distribution functions at k places, ascending: arrays of shape (k,).

    `reference` and `current` are cumulated rows, up to and with `upper`. Between two places both functions are level;
    from `lower` to `upper` they rise in a way that is not known (`inside`). Of values, the two are the same.
    """

    lower: Floats
    upper: Floats
    reference: Rows
    current: Rows
    reference_moments: Moments
    current_moments: Moments
    reference_null: float
    current_null: float
    inside: Inside | None = None

    @property
    def rows(self) -> tuple[float, float]:
        """Rows with a value: reference, current."""
        return self.reference_moments.n, self.current_moments.n

    @property
    def comparable(self) -> bool:
        """Whether both windows have a value at all."""
        return min(self.rows) > 0

    @property
    def scatter(self) -> float:
        """1/n + 1/m: chance makes distances of the size of its square root."""
        n, m = self.rows
        return 1 / n + 1 / m

    @cached_property
    def between(self) -> Between:
        """What lies between the two functions, where both are level."""
        return between(self.lower, self.upper, self.reference, self.current, self.rows)

    @property
    def area(self) -> Bounded:
        """The area between the two functions, in the unit of the number."""
        level = exactly(self.between.area)
        return level.plus(self.inside.area()) if self.inside else level

    @property
    def area_by_chance(self) -> float:
        """The area to be expected between two samples of one population (normal limit of the empirical process)."""
        inside = self.inside.spread if self.inside else 0.0
        return float(np.sqrt(2 / np.pi * self.scatter) * (self.between.spread + inside))


def of_values(reference: NDArray[np.number], current: NDArray[np.number]) -> Steps:
    """Return the steps of two arrays, shapes (n,) and (m,). nan and infinite values count as null.

    >>> steps = of_values(np.array([2, 1, 2]), np.array([3.0, np.nan]))
    >>> steps.upper.tolist(), steps.reference.tolist(), steps.current.tolist(), steps.current_null
    ([1.0, 2.0, 3.0], [1, 3, 3], [0, 0, 1], 1.0)
    """
    before, after = _ordered(reference), _ordered(current)
    moments = _moments.of_values(before), _moments.of_values(after)
    nulls = float(reference.size - before.size), float(current.size - after.size)
    both = np.concatenate([before, after])
    del after
    # Two sorted runs: the stable sort merges them.
    order = np.argsort(both, kind="stable")
    values, is_before = both[order], order < before.size
    del both, order
    last = np.ones(values.size, dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=last[:-1])
    first, all_rows = np.cumsum(is_before, dtype=np.int64), np.arange(1, values.size + 1)
    if not last.all():
        values, first, all_rows = values[last], first[last], all_rows[last]
    all_rows -= first
    return Steps(values, values, first, all_rows, *moments, *nulls)


def of_pair(pair: NumberPair) -> Steps:
    """Return the steps of a summary; buckets without rows are left out."""
    pair = _occupied(pair)
    reference, current = np.cumsum(pair.reference), np.cumsum(pair.current)
    sides = (
        (pair.reference, pair.reference_sum, pair.reference_squares),
        (pair.current, pair.current_sum, pair.current_squares),
    )
    before, after = (_moments.of_buckets(pair.lower, pair.upper, *side) for side in sides)
    within = inside(pair, reference, current) if before.n and after.n else None
    nulls = pair.reference_null, pair.current_null
    return Steps(pair.lower, pair.upper, reference, current, before, after, *nulls, within)


def _ordered(values: NDArray[np.number]) -> Floats:
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    limit = np.finfo(np.float64).max
    first, last = np.searchsorted(ordered, -limit), np.searchsorted(ordered, limit, side="right")
    return ordered[first:last]


def _occupied(pair: NumberPair) -> NumberPair:
    held = pair.reference + pair.current > 0
    if held.all():
        return pair
    return NumberPair(
        pair.lower[held],
        pair.upper[held],
        pair.reference[held],
        pair.current[held],
        pair.reference_sum[held],
        pair.current_sum[held],
        pair.reference_squares,
        pair.current_squares,
        pair.reference_null,
        pair.current_null,
    )
