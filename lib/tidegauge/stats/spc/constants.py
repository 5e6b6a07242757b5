"""The constants of control charts: c4, d2 and d3, exact, and d2 as printed for the moving range."""

from functools import cache

import numpy as np
import scipy  # its part integrate is imported when it is first asked: few charts need it
from numpy.typing import ArrayLike
from scipy import special

from tidegauge.stats.estimate import Floats, floats

D2_TABLED = 1.128
"""d2 of two points to the digits that handbooks, NIST and R's qcc use for moving ranges."""


def c4(n: ArrayLike) -> Floats:
    """Return E[s] / sigma of a normal sample of n rows; nan below two.

    >>> c4([2, 5, 25]).round(6).tolist()
    [0.797885, 0.939986, 0.98964]
    """
    (rows,) = floats(n)
    rows = np.where(rows > 1, rows, np.nan)
    ratio = special.gammaln(rows / 2) - special.gammaln((rows - 1) / 2)
    return np.asarray(np.sqrt(2 / (rows - 1)) * np.exp(ratio))


@cache
def d2(n: int) -> float:
    """Return E[range] / sigma of a normal sample of n rows (Tippett's integral).

    >>> round(d2(5), 6)
    2.325929
    """
    return float(scipy.integrate.quad(lambda x: 1 - special.ndtr(x) ** n - special.ndtr(-x) ** n, -12, 12)[0])


@cache
def d3(n: int) -> float:
    """Return the standard deviation of the range / sigma of a normal sample of n rows.

    >>> round(d3(5), 4)
    0.8641

    References
    ----------
    Tippett, L. H. C. (1925). On the extreme individuals and the range of samples taken from a normal population.
    Biometrika 17, 364-387.
    """
    square = (
        2 * scipy.integrate.dblquad(lambda low, high: _reaches(n, low, high), -9, 9, -9, lambda high: high)[0]
    )
    return float(np.sqrt(square - d2(n) ** 2))


def _reaches(n: int, low: float, high: float) -> float:
    """P(some row of n is below `low` and some row is above `high`)."""
    below, above = special.ndtr(low), special.ndtr(high)
    return float(1 - above**n - (1 - below) ** n + (above - below) ** n)
