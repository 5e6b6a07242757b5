"""A total of x over a window as a compound Poisson sum: its interval, and its relative change."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from tidegauge.stats.estimate import Difference, Estimate, Floats, floats
from tidegauge.stats.normal import critical, p_value

Sums = tuple[ArrayLike, ArrayLike, ArrayLike]
"""(n, sum, sum of squares) of one window."""


def count(n: ArrayLike, level: float = 0.95) -> Estimate:
    """Return a number of events with the exact Poisson interval for the number expected.

    >>> calls = count([0, 10])
    >>> calls.low.round(4).tolist(), calls.high.round(4).tolist()
    ([0.0, 4.7954], [3.6889, 18.3904])

    References
    ----------
    Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika 28, 437-442.
    """
    (events,) = floats(n)
    return Estimate(events, *_gamma_limits(events, events, np.ones_like(events), level), events)


def estimate(n: ArrayLike, s: ArrayLike, ss: ArrayLike, level: float = 0.95) -> Estimate:
    """Return the total s with the interval for the total expected, when events arrive independently.

    The arrival of rows is random as well as what each carries, so the variance is the sum of x squared, not n times
    the variance of x. Days that differ for other reasons are not in it: compare like hours with like hours.

    Parameters
    ----------
    n : events. 0 gives a total of 0 whose upper limit is not known (nan): what one event carries is not known.
    s, ss : sum of x and of x squared. With negative x and s <= 0 the limits are s -+ z sqrt(ss).
    level : coverage of the interval.

    Examples
    --------
    Three calls that cost 1, 2 and 5 dollars:

    >>> cost = estimate(3, 8.0, 30.0)
    >>> [round(float(x), 3) for x in (cost.value, cost.low, cost.high)]
    [8.0, 1.069, 27.883]

    References
    ----------
    Fay, M. P. and Feuer, E. J. (1997). Confidence intervals for directly standardized rates: a method based on the
    gamma distribution. Statistics in Medicine 16, 791-801. (Here the next event's weight is ss / s, not the largest.)
    """
    rows, total, squares = floats(n, s, ss)
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = _gamma_limits(total, squares, squares / total, level)
    half = critical(level) * np.sqrt(squares)
    normal = (total < 0) | ((total == 0) & (squares > 0))
    return Estimate(total, np.where(normal, total - half, low), np.where(normal, total + half, high), rows)


def relative_change(reference: Sums, current: Sums, level: float = 0.95) -> Difference:
    """Return current / reference - 1 (0.3 is 30 % more), the interval by the delta method on the logarithm.

    For counts give (n, n, n). For windows of unequal length h give s / h and ss / h^2. The p-value is the score
    test's of equal totals, which stays defined when one of them is 0. A reference of 0 has no relative change: nan.

    Parameters
    ----------
    reference, current : (n, s, ss) of each window, as in `estimate`. Totals of 0 or below have no limits: nan.
    level : coverage of the interval.

    Examples
    --------
    Requests planted to double:

    >>> change = relative_change((100, 100, 100), (200, 200, 200))
    >>> [round(float(x), 3) for x in (change.value, change.low, change.high)]
    [1.0, 0.573, 1.543]

    References
    ----------
    Rothman, K. J., Greenland, S. and Lash, T. L. (2008). Modern Epidemiology, 3rd ed.
    """
    n1, s1, v1, n2, s2, v2 = floats(*reference, *current)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(s1 > 0, s2 / s1, np.nan)
        reach = np.where((s1 > 0) & (s2 > 0), critical(level) * np.sqrt(v1 / s1**2 + v2 / s2**2), np.nan)
    low, high = ratio * np.exp(-reach) - 1, ratio * np.exp(reach) - 1
    return Difference(ratio - 1, low, high, p_value(s2 - s1, np.sqrt(v1 + v2)), n1, n2)


def _gamma_limits(total: Floats, variance: Floats, weight: Floats, level: float) -> tuple[Floats, Floats]:
    """A gamma with this mean and variance below; above, with one more event of `weight`."""
    alpha = 1 - level
    more, wider = total + weight, variance + weight**2
    with np.errstate(divide="ignore", invalid="ignore"):
        low = variance / total * special.gammaincinv(total**2 / variance, alpha / 2)
        high = wider / more * special.gammaincinv(more**2 / wider, 1 - alpha / 2)
    return np.where(total == 0, total, low), np.asarray(high)
