"""Change points of a level: the best split of a series into stretches, each with a date interval."""

from dataclasses import dataclass

import numpy as np
import ruptures
from numpy.typing import NDArray

from tidegauge.stats.changepoint import date_interval
from tidegauge.stats.changepoint.noise import Noise, noise
from tidegauge.stats.estimate import Floats
from tidegauge.stats.spread import RESOLUTION

SHORTEST = 7
"""Points that a stretch must have: fewer are an incident, which a control chart shows."""

PENALTY = 3.0
"""What another change point costs, in log(m) of the noise's variance."""


@dataclass(frozen=True)
class ChangePoint:
    """The level changed between `index` - 1 and `index`, 0-based; with 95 % confidence at one of `low` to `high`.

    `before` and `after` are the mean levels of the stretches on either side.
    """

    index: int
    low: int
    high: int
    before: float
    after: float


def change_points(x: Floats, shortest: int = SHORTEST) -> tuple[ChangePoint, ...]:
    """Return the change points of a series in order of time; none when one level fits.

    Stretches minimise squared deviations plus a penalty of 3 log(m) s^2 (1 + r) / (1 - r) each: s and r are the
    standard deviation and autocorrelation off a running median, so that neither outliers nor neighbours that resemble
    each other look like changes. Of 365 points without a change, 1 in 200 series shows one.

    Parameters
    ----------
    x : points in order of time, shape (m,). Gaps (nan) are left out. Take a season out first.
    shortest : points of the shortest stretch.

    Examples
    --------
    Planted at 60:

    >>> x = np.random.default_rng(4).normal(0, 1, 120)
    >>> x[60:] += 2
    >>> [(one.index, one.low, one.high) for one in change_points(x)]
    [(60, 57, 60)]
    >>> change_points(np.ones(50))
    ()

    References
    ----------
    Killick, R., Fearnhead, P. and Eckley, I. A. (2012). Optimal detection of changepoints with a linear computational
    cost. JASA 107, 1590-1598. Computed by ruptures' KernelCPD (Celisse et al. 2018), which finds the same optimum.
    """
    at = np.flatnonzero(~np.isnan(x))
    if at.size < 2 * shortest:
        return ()
    seen = noise(x[at])
    starts = [0, *breaks(seen.tamed, _penalty(seen), shortest)]
    return tuple(
        _change(seen, at, start, middle, end)
        for start, middle, end in zip(starts[:-2], starts[1:-1], starts[2:], strict=True)
    )


def breaks(x: Floats, penalty: float, shortest: int) -> list[int]:
    """Return the ends of the stretches, the last one being m: the exact optimum of the penalised squared error.

    >>> breaks(np.array([1.0, 1, 1, 5, 5, 5]), penalty=2.0, shortest=2)
    [3, 6]
    """
    return [
        int(end) for end in ruptures.KernelCPD(kernel="linear", min_size=shortest).fit(x).predict(pen=penalty)
    ]


def _penalty(seen: Noise) -> float:
    penalty = PENALTY * np.log(seen.tamed.size) * seen.sigma**2 * seen.widening
    # A series without noise would otherwise be split wherever it may be.
    return float(max(penalty, RESOLUTION * (1 + (seen.tamed**2).sum())))


def _change(seen: Noise, at: NDArray[np.intp], start: int, middle: int, end: int) -> ChangePoint:
    stretch = seen.tamed[start:end]
    low, high = date_interval.of_step(stretch, middle - start, seen.sigma**2 * seen.widening)
    before, after = (float(part.mean()) for part in (seen.tamed[start:middle], seen.tamed[middle:end]))
    return ChangePoint(int(at[middle]), int(at[start + low]), int(at[start + high]), before, after)
