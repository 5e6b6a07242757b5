"""Whether a score still spreads as it did: the ratio of two variances, from counts by value."""

import numpy as np
from numpy.typing import ArrayLike

from tidegauge.stats.estimate import Estimate, Floats, floats
from tidegauge.stats.normal import critical


def log_deviation(values: ArrayLike, counts: ArrayLike, level: float = 0.95) -> Estimate:
    """Return the natural logarithm of a standard deviation with its interval.

    The error comes from the fourth moment, so that it holds for scores of any shape; nan without any spread or with fewer than
    four rows. Two of them are compared by their difference: minus 0.69 is a spread that halved.

    Parameters
    ----------
    values, counts : shape (k,): the middle of each bucket, and its rows.
    level : coverage of the interval.

    Examples
    --------
    >>> spread = log_deviation([0, 1, 2, 3, 4], [100, 200, 400, 200, 100])
    >>> round(float(np.exp(spread.value)), 3)
    1.096

    References
    ----------
    Layard, M. W. J. (1973). Robust large-sample tests for homogeneity of variances. JASA 68, 195-198.
    """
    at, rows = floats(values, counts)
    n = float(rows.sum())
    variance, fourth = _central(at, rows, n)
    if n < 4 or not variance > 0:
        return Estimate(*floats(np.nan, np.nan, np.nan, n))
    error = np.sqrt(max(fourth / variance**2 - 1, 2 / n) / n) / 2
    value, half = np.log(variance * n / (n - 1)) / 2, critical(level) * error
    return Estimate(*floats(value, value - half, value + half, n))


def _central(at: Floats, rows: Floats, n: float) -> tuple[float, float]:
    if not n:
        return float("nan"), float("nan")
    away = at - float((at * rows).sum()) / n
    return float((away**2 * rows).sum()) / n, float((away**4 * rows).sum()) / n
