"""The normal distribution's two numbers: the critical value of a level, and the two-sided p-value of a z."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from tidegauge.stats.estimate import Floats


def critical(level: float) -> float:
    """Return z such that a standard normal lies within -z..z with probability `level`.

    >>> round(critical(0.95), 4)
    1.96
    """
    return float(special.ndtri(0.5 + level / 2))


def two_sided(z: ArrayLike) -> Floats:
    """Return P(|Z| >= |z|) for a standard normal Z; nan stays nan.

    >>> two_sided([0.0, -1.959964]).round(4).tolist()
    [1.0, 0.05]
    """
    return np.asarray(2 * special.ndtr(-np.abs(np.asarray(z, dtype=np.float64))), dtype=np.float64)


def p_value(value: Floats, standard_error: Floats) -> Floats:
    """Return the two-sided p-value of value / standard error. No change at all has p = 1, even without any error.

    >>> p_value(np.array([0.0, 1.0, 1.0]), np.array([0.0, 0.0, np.inf])).tolist()
    [1.0, 0.0, 1.0]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where((value == 0) & ~np.isnan(standard_error), 0, value / standard_error)
    return two_sided(z)
