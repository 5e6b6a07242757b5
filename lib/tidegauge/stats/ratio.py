"""A ratio of two sums over the same rows: Taylor-linearised (delta method) interval, and its change."""

import numpy as np
from numpy.typing import ArrayLike

from tidegauge.stats import welch
from tidegauge.stats.estimate import Difference, Estimate, Floats, floats
from tidegauge.stats.spread import squared_deviations

Sums = tuple[ArrayLike, ArrayLike, ArrayLike, ArrayLike, ArrayLike, ArrayLike]
"""(n, sum a, sum b, sum a^2, sum ab, sum b^2) of one window."""


def estimate(
    n: ArrayLike, a: ArrayLike, b: ArrayLike, aa: ArrayLike, ab: ArrayLike, bb: ArrayLike, level: float = 0.95
) -> Estimate:
    """Return sum(a) / sum(b) with Student's interval of its linearisation.

    For stall rate, cost per session, click-through over impressions: both sums vary, and they vary together. When
    every b is 1 it is the mean with its t interval.

    Parameters
    ----------
    n : rows (the units that are drawn independently), not the sum of b. n below 2 gives no limits.
    a, b : the two sums. b = 0 gives nan.
    aa, ab, bb : sums of a^2, a b and b^2 over the rows.
    level : coverage of the interval.

    Examples
    --------
    Cost (3, 5, 4, 8) over sessions (1, 2, 1, 3):

    >>> cost = estimate(4, 20, 7, 114, 41, 15)
    >>> [round(float(x), 4) for x in (cost.value, cost.low, cost.high)]
    [2.8571, 2.085, 3.6293]

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., chapter 6. Wiley.
    """
    return welch.interval(*_linearised((n, a, b, aa, ab, bb)), level)


def difference(reference: Sums, current: Sums, level: float = 0.95) -> Difference:
    """Return the change of a ratio between two independent windows, current minus reference (Welch's t).

    Parameters
    ----------
    reference, current : the sums of each window, as in `estimate`.
    level : coverage of the interval.

    Examples
    --------
    Stalled viewers per viewer, planted to rise from 1 % to 2 % over 500 streams of ten viewers a side:

    >>> before = (500, 50, 5000, 50, 500, 50000)
    >>> after = (500, 100, 5000, 100, 1000, 50000)
    >>> change = difference(before, after)
    >>> [round(float(x), 4) for x in (change.value, change.low, change.high)]
    [0.01, 0.0056, 0.0144]

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., chapter 6. Wiley.
    """
    everything = floats(*reference, *current)
    return welch.difference(_linearised(everything[:6]), _linearised(everything[6:]), level)


def _linearised(sums: Sums | tuple[Floats, ...]) -> tuple[Floats, Floats, Floats]:
    n, a, b, aa, ab, bb = floats(*sums)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(b != 0, a / b, np.nan)
        squares = aa + value**2 * bb
        residual = squared_deviations(squares, 2 * value * ab)
        variance = residual / (n - 1) * n / b**2
    return value, np.where(n >= 2, variance, np.nan), n
