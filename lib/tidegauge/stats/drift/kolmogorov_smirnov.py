"""Kolmogorov and Smirnov's D: the largest difference of the two distribution functions."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import special, stats

from tidegauge.stats.drift._method import Distance, Method, On
from tidegauge.stats.drift._steps import Steps
from tidegauge.stats.drift._summary import both_ways
from tidegauge.stats.verdict import POWER

FEW = 200
"""Up to so many rows in both windows the p-value is the exact one: the limit is too small there."""

_LONG = range(2_000, 1_000_001)
"""Rows for which scipy adds up a term for each: with more it takes the limit."""
_TAIL = 2.2
"""From this n times D squared on, twice the one-sided probability is the two-sided one, to all digits."""
_NOTHING = 370.0
"""From this on it is 0, to all digits that a number has."""


@dataclass(frozen=True)
class Gap:
    """The largest difference, where it is, and its sign: 1 where values up to `at` were more frequent before."""

    size: float
    at: float
    sign: int


def distance(steps: Steps) -> Distance:
    """Return D with its two-sided p-value.

    D is a share of rows, 0 to 1, whatever the column's unit and its tails: it is the effect that the floor is held
    against. It is least sensitive in the tails. Binned, it is looked for between buckets; `error` says how much
    larger it could be inside of one. Windows without values give nan.

    Examples
    --------
    >>> from tidegauge.stats.drift._steps import of_values
    >>> found = distance(of_values(np.arange(1, 101), np.arange(1, 101) * 1.1 + 3))
    >>> round(found.value, 2), round(found.p_value, 2), found.at
    (0.12, 0.47, 92.0)

    References
    ----------
    Smirnov, N. (1939). Bull. Math. Univ. Moscou 2(2). Simard, R. and L'Ecuyer, P. (2011). Computing the two-sided
    Kolmogorov-Smirnov distribution. J. Statistical Software 39(11).
    """
    if not steps.comparable:
        return Distance(np.nan, np.nan)
    gap = largest(steps)
    inside = steps.inside.widest_gap() if steps.inside else 0.0
    few = max(steps.rows) <= FEW
    p_value = (exact_p_value if few else asymptotic_p_value)(gap.size, *steps.rows)
    return Distance(gap.size, p_value, by_chance(*steps.rows), max(inside - gap.size, 0.0), gap.at)


def largest(steps: Steps) -> Gap:
    """Return the largest difference between buckets; the first one of equals."""
    found = steps.between
    if found.highest >= -found.lowest:
        return Gap(found.highest, found.highest_at, 1)
    return Gap(-found.lowest, found.lowest_at, -1)


def asymptotic_p_value(size: float, n: float, m: float) -> float:
    """Return the p-value of D by the one-sample distribution at nm / (n + m) rows.

    >>> round(asymptotic_p_value(0.07865, 5000, 4000), 14)
    2.11e-12
    """
    rows = max(round(n * m / (n + m)), 1)
    if rows in _LONG and rows * size**2 >= _TAIL:
        return min(1.0, 2 * _one_sided(size, rows))
    return float(stats.kstwo.sf(size, rows))


@lru_cache(maxsize=512)
def _one_sided(size: float, n: int) -> float:
    """Return `scipy.special.smirnov(n, size)`, all of its n terms at once: one by one they take a second for a table.

    References
    ----------
    Birnbaum, Z. W. and Tingey, F. H. (1951). One-sided confidence contours for probability distribution functions.
    Annals of Mathematical Statistics 22(4), 592-596.
    """
    if n * size**2 >= _NOTHING:
        return 0.0
    j = np.arange(np.floor(n * (1 - size)) + 1)
    below = size + j / n
    above = 1 - below
    j, below, above = (one[above > 0] for one in (j, below, above))
    ways = special.gammaln(n + 1) - special.gammaln(j + 1) - special.gammaln(n - j + 1)
    return float(size * np.exp(ways + (j - 1) * np.log(below) + (n - j) * np.log(above)).sum())


def exact_p_value(size: float, n: float, m: float) -> float:
    """Return the p-value of D among all orders of n + m different values, in about (n + m) min(n, m) steps.

    It counts the paths that leave the band of width D: where both steps are made in an order drawn at random.

    >>> round(exact_p_value(0.3, 10, 10), 4)
    0.7869

    References
    ----------
    Hodges, J. L. (1958). The significance probability of the Smirnov two-sample test. Arkiv for Matematik 3, 469-486.
    """
    first, second = round(n), round(m)
    inside, left = np.zeros(first + 1), 0.0
    inside[0] = 1.0
    taken = np.arange(first + 1)
    # Multiples of 1 / nm, so that a D that was computed from shares meets its own band.
    reach = round(size * first * second)
    for step in range(first + second):
        rest = first + second - step
        ahead = inside * ((first - taken) / rest)
        inside *= np.clip(second - (step - taken), 0, None) / rest
        inside[1:] += ahead[:-1]
        outside = np.abs(taken * second - (step + 1 - taken) * first) >= reach
        left += float(inside[outside].sum())
        inside[outside] = 0.0
    return min(left, 1.0) if reach else 1.0


def by_chance(n: float, m: float) -> float:
    """Return the mean of D between two samples of one population: sqrt(pi / 2) ln 2, by the square root of 1/n + 1/m.

    >>> round(by_chance(5000, 5000), 3)
    0.017
    """
    return float(np.sqrt(np.pi / 2 * (1 / n + 1 / m)) * np.log(2))


def smallest_detectable(n: float, m: float, alpha: float, power: float = POWER) -> float:
    """Return the true D that is found with at least `power`, wherever in the distribution it lies.

    The critical D, and the part of a standard error by which the difference at that one place must exceed it.

    >>> round(smallest_detectable(5000, 5000, 0.05), 3)
    0.036
    """
    error = np.sqrt(1 / n + 1 / m)
    return float(error * (special.kolmogi(alpha) + special.ndtri(power) / 2))


METHOD = Method(
    "Kolmogorov-Smirnov D",
    (On.NUMBERS,),
    *both_ways(distance),
    p_threshold=0.01,
    symmetric=(On.NUMBERS,),
)
