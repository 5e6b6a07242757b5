"""What is usual at a time of day: the windows of the baseline at that time, with their neighbours."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tidegauge.stats.alerting.sums import Sums
from tidegauge.stats.estimate import Floats

LEANS = 2.0
"""A time of day that has seen fewer events than this leans on the whole baseline,"""
FEWEST = 30.0
"""and so does one of a mean with fewer rows than this."""

Places = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Usual:
    """Arrays of shape (windows, segments): the level that a metric usually has, what it stands on, the variance about it.

    `n` is in the unit of `Sums.b`: rows, or windows of a total. `variance` is that of one such unit.
    """

    level: Floats
    n: Floats
    variance: Floats

    def __getitem__(self, windows: Places) -> "Usual":
        return Usual(self.level[windows], self.n[windows], self.variance[windows])


def pooled(baseline: Sums, slots: Places, count: int, reach: int) -> Sums:
    """Return the sums of the baseline by time of day, each with `reach` neighbours on either side, around midnight.

    Parameters
    ----------
    baseline : the windows of the baseline.
    slots : the time of day of each of these windows, 0..count - 1, shape (windows,).
    count : times of day, such as 24.
    reach : neighbours on either side; at most so many that no window counts twice.

    Examples
    --------
    >>> ones = np.ones((4, 1))
    >>> pooled(Sums(*[ones] * 6), np.array([0, 1, 2, 3]), 4, 1).n[:, 0].tolist()
    [3.0, 3.0, 3.0, 3.0]
    """
    wide = min(reach, (count - 1) // 2)

    def by_slot(one: Floats) -> Floats:
        own = np.zeros((count, one.shape[1]))
        np.add.at(own, slots, one)
        return np.asarray(sum(np.roll(own, step, axis=0) for step in range(-wide, wide + 1)))

    return baseline.map(by_slot)


def usual_rate(whole: Sums, near: Sums) -> Usual:
    """Return what is usual of a share, where `near` are the sums that it is held against, shape (windows, segments).

    With few events in them they lean on the `whole` baseline of their segment, shape (1, segments): of few rows no level
    can be told from none. Where that has none either, half an event is not ruled out (Jeffreys).
    """
    level = (whole.a + 0.5) / (whole.b + 1)
    lent = np.minimum(LEANS / np.minimum(level, 1 - level), whole.b)
    own, n = _leaning(near, level, lent)
    return Usual(own, n, own * (1 - own))


def usual_mean(whole: Sums, near: Sums) -> Usual:
    """Return what is usual of a mean or ratio; the variance is that of the rows at that time of day, too."""
    with np.errstate(divide="ignore", invalid="ignore"):
        level, a_row = whole.a / whole.b, whole.b / whole.n
        lent = np.nan_to_num(np.minimum(FEWEST * a_row, whole.b))
        own, n = _leaning(near, level, lent)
        variance = np.nan_to_num(near.spread(own) * near.n) + np.nan_to_num(whole.spread(own)) * lent / a_row
    return Usual(own, n, np.asarray(variance / (near.b + lent)))


def usual_total(whole: Sums, near: Sums) -> Usual:
    """Return what is usual of a total in one window: rows come at random, each with what it adds (compound Poisson)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        own, mean = near.a / near.b, whole.a / whole.n
        # What a row adds on average, weighted by itself: at that time of day, leaning on the whole day.
        weight = (near.aa + FEWEST * whole.aa / whole.n) / (near.a + FEWEST * mean)
        variance = own * np.nan_to_num(weight, nan=1.0)
    return Usual(own, near.b, variance)


def _leaning(near: Sums, level: Floats, lent: Floats) -> tuple[Floats, Floats]:
    with np.errstate(divide="ignore", invalid="ignore"):
        own = (near.a + lent * np.nan_to_num(level)) / (near.b + lent)
    return own, np.maximum(near.b, np.broadcast_to(lent, near.b.shape))
