"""Cramer and von Mises' T: the squared difference of the distribution functions, summed over all rows."""

import numpy as np
from numpy.typing import NDArray

from tidegauge.stats.drift._between import Rows
from tidegauge.stats.drift._method import Distance, Method, On
from tidegauge.stats.drift._steps import Steps, of_values
from tidegauge.stats.estimate import Floats


def distance(steps: Steps) -> Distance:
    """Return T from the ranks of the rows, ties at their mean rank.

    It has no unit and sees changes spread over the whole range that KS, which looks at one place, may miss; about 1/6
    by chance. Its size grows with the rows. It needs the order of all values, so there is none from buckets. Windows
    without values give nan.

    Examples
    --------
    >>> found = distance(of_values(np.arange(1, 101), (np.arange(1, 101) * 1.1 + 3).round(6)))
    >>> round(found.value, 4), round(found.no_drift, 4)
    (0.3027, 0.1675)

    References
    ----------
    Anderson, T. W. (1962). On the distribution of the two-sample Cramer-von Mises criterion. Annals Math. Statist. 33,
    1148-1159. Conover, W. J. (1999). Practical Nonparametric Statistics, 3rd ed. Wiley (ties).
    """
    if not steps.comparable:
        return Distance(np.nan)
    n, m = steps.rows
    both = _rows(steps.reference + steps.current)
    middle = steps.reference + steps.current - (both - 1) / 2
    squares = n * _squares(steps.reference, middle) + m * _squares(steps.current, middle)
    value = squares / (n * m * (n + m)) - (4 * n * m - 1) / (6 * (n + m))
    return Distance(float(value), None, (1 + 1 / (n + m)) / 6)


def _rows(cumulated: Rows) -> Floats:
    return np.diff(cumulated, prepend=0.0)


def _squares(cumulated: Rows, rank: Floats) -> float:
    """The sum of (rank among all - rank among its own)**2 over the rows; of equal rows all ranks among all are one."""
    rows = _rows(cumulated)
    away = rank - cumulated + (rows - 1) / 2
    return float(np.dot(rows, away**2 + (rows**2 - 1) / 12))


def _of_values(reference: NDArray[np.number], current: NDArray[np.number]) -> Distance:
    return distance(of_values(reference, current))


METHOD = Method("Cramér-von Mises T", (On.NUMBERS,), _of_values, symmetric=(On.NUMBERS,), same=np.nan)
