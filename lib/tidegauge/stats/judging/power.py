"""How likely a test finds a true difference, and the rows a window that it takes."""

import numpy as np
import scipy  # its part stats is imported when it is first asked: it takes longer than most commands
from scipy import special

from tidegauge.stats.judging._root import root
from tidegauge.stats.normal import critical

ALPHA, POWER = 0.05, 0.8
_LARGE = 2000.0
"""Degrees of freedom from which on Student's distribution is the normal one."""


def power_of_shares(n: float, first: float, second: float, alpha: float = ALPHA) -> float:
    """Return the chance to find the difference of two shares, from n rows a window (two-sided).

    >>> round(power_of_shares(50, 0.5, 0.75), 3)
    0.74

    References
    ----------
    Fleiss, J. L. (1981). Statistical Methods for Rates and Proportions, 2nd ed. Wiley, chapter 3. R: `power.prop.test`.
    """
    pooled = (first + second) / 2
    by_chance = critical(1 - alpha) * np.sqrt(2 * pooled * (1 - pooled))
    spread = np.sqrt(first * (1 - first) + second * (1 - second))
    distance = np.sqrt(n) * abs(first - second) - by_chance
    if spread == 0:
        return float(distance > 0)
    return float(special.ndtr(distance / spread))


def power_of_means(n: float, difference: float, spread: float, alpha: float = ALPHA) -> float:
    """Return the chance to find a difference of two means with Student's test, from n rows a window (two-sided).

    >>> round(power_of_means(20, 1.0, 1.0), 4)
    0.869

    References
    ----------
    Cohen, J. (1988). Statistical Power Analysis for the Behavioral Sciences, 2nd ed., chapter 2. R: `power.t.test`.
    """
    if n <= 1:
        return 0.0
    if spread == 0:
        return float(difference != 0)
    freedom, distance = 2 * (n - 1), float(np.sqrt(n / 2)) * abs(difference) / spread
    if freedom > _LARGE:
        return float(special.ndtr(distance - critical(1 - alpha)))
    return float(scipy.stats.nct.sf(scipy.stats.t.isf(alpha / 2, freedom), freedom, distance))


def rows_for_shares(first: float, second: float, power: float = POWER, alpha: float = ALPHA) -> float:
    """Return the rows a window that find the difference of two shares with chance `power`; infinite for none.

    >>> round(rows_for_shares(0.5, 0.75, 0.9), 1)
    76.7
    """
    if first == second:
        return float("inf")
    low, high = 1e-9, 1.0
    while power_of_shares(high, first, second, alpha) < power:
        low, high = high, high * 4
    return float(root(lambda n: power_of_shares(n, first, second, alpha) - power, low, high))


def rows_for_means(difference: float, spread: float, power: float = POWER, alpha: float = ALPHA) -> float:
    """Return the rows a window that find a difference of means with chance `power`, at least 2; infinite for none.

    >>> round(rows_for_means(1.0, 1.0, 0.9), 2)
    22.02
    """
    if difference == 0:
        return float("inf")
    low, high = 1.0 + 1e-6, 2.0
    while power_of_means(high, difference, spread, alpha) < power:
        low, high = high, high * 4
    if high == 2.0:
        return high
    return float(root(lambda n: power_of_means(n, difference, spread, alpha) - power, low, high))
