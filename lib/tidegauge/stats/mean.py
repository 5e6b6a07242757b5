"""A mean from n, sum and sum of squares: Student's interval, and Welch's test of its change."""

import numpy as np
from numpy.typing import ArrayLike

from tidegauge.stats import welch
from tidegauge.stats.estimate import Difference, Estimate, Floats, floats
from tidegauge.stats.spread import squared_deviations

Sums = tuple[ArrayLike, ArrayLike, ArrayLike]
"""(n, sum, sum of squares) of one window."""


def estimate(n: ArrayLike, s: ArrayLike, ss: ArrayLike, level: float = 0.95) -> Estimate:
    """Return the mean s / n with Student's t interval.

    For heavy tails (cost, latency) at small n prefer a quantile: the interval of a mean trusts the central limit.

    Parameters
    ----------
    n : rows where the value is recorded. 0 gives nan; 1 gives the mean without limits.
    s, ss : sum of the values and of their squares, in the column's unit and its square.
    level : coverage of the interval.

    Examples
    --------
    >>> score = estimate(n=5, s=20.0, ss=90.0)
    >>> [round(float(x), 4) for x in (score.value, score.low, score.high)]
    [4.0, 2.0368, 5.9632]

    References
    ----------
    Student (1908). The probable error of a mean. Biometrika 6, 1-25.
    """
    return welch.interval(*_moments(n, s, ss), level)


def difference(reference: Sums, current: Sums, level: float = 0.95) -> Difference:
    """Return the change of a mean, current minus reference, in the column's unit (Welch: unequal variances).

    Parameters
    ----------
    reference, current : (n, s, ss) of each window, as in `estimate`. n below 2 gives nan limits and p-value.
    level : coverage of the interval.

    Examples
    --------
    A judge score of 4.2 (sd 0.6) that was planted to fall to 4.0, with 400 judged calls a side:

    >>> change = difference((400, 1680.0, 7200.0), (400, 1600.0, 6544.0))
    >>> [round(float(x), 4) for x in (change.value, change.low, change.high)]
    [-0.2, -0.2834, -0.1166]
    >>> bool(change.p_value < 1e-5)
    True

    References
    ----------
    Welch, B. L. (1947). Biometrika 34, 28-35. Satterthwaite, F. E. (1946). Biometrics Bulletin 2, 110-114.
    """
    everything = floats(*reference, *current)
    return welch.difference(_moments(*everything[:3]), _moments(*everything[3:]), level)


def _moments(n: ArrayLike, s: ArrayLike, ss: ArrayLike) -> tuple[Floats, Floats, Floats]:
    rows, total, squares = floats(n, s, ss)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(rows > 0, total / rows, np.nan)
        variance = squared_deviations(squares, value * total) / (rows - 1) / rows
    return value, np.where(rows >= 2, variance, np.nan), rows
