"""How much the spread of a number changed, from sums of its powers: for scores that crowd together."""

import numpy as np
from numpy.typing import ArrayLike

from tidegauge.stats.estimate import Difference, Floats, floats
from tidegauge.stats.normal import critical, p_value

Powers = tuple[ArrayLike, ArrayLike, ArrayLike, ArrayLike, ArrayLike]
"""(n, sum x, sum x^2, sum x^3, sum x^4) of one window."""


def log_variance_ratio(reference: Powers, current: Powers, level: float = 0.95) -> Difference:
    """Return log(variance now / variance before) with an interval that does not trust the normal distribution.

    The standard error of the log of a variance is sqrt((kurtosis - 1) / n); the F test takes 3 for the kurtosis, and is wrong
    where scores crowd at both ends. Below 0 the numbers crowd together.

    Examples
    --------
    Spread halved (standard deviations 2 and 1, of two values each):

    >>> found = log_variance_ratio((400, 0, 1600, 0, 6400), (400, 0, 400, 0, 400))
    >>> round(float(np.exp(found.value)), 3)
    0.25

    References
    ----------
    Layard, M. W. J. (1973). Robust large-sample tests for homogeneity of variances. JASA 68, 195-198.
    """
    before, now = _log_variance(reference), _log_variance(current)
    value = np.asarray(now[0] - before[0])
    error = np.asarray(np.sqrt(before[1] + now[1]))
    half = critical(level) * error
    n = floats(reference[0], current[0])
    return Difference(value, value - half, value + half, p_value(value, error), *n)


def _log_variance(powers: Powers) -> tuple[Floats, Floats]:
    n, s1, s2, s3, s4 = floats(*powers)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = s1 / n
        second = np.maximum(s2 / n - mean**2, 0)
        fourth = s4 / n - 4 * mean * s3 / n + 6 * mean**2 * s2 / n - 3 * mean**4
        kurtosis = np.maximum(fourth / second**2, 1)
        variance = np.where((n >= 2) & (second > 0), second * n / (n - 1), np.nan)
        # Two values alone have the kurtosis 1, and then a spread that is known for sure: leave it a millionth.
        return np.asarray(np.log(variance)), np.asarray(np.maximum(kurtosis - 1, 1e-6) / n)
