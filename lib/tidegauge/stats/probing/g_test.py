"""The G-test of two samples of categories, and the exact test that stands in where answers are few."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from tidegauge.stats.estimate import Floats
from tidegauge.stats.probing.exact import LARGEST, exact_p, tables

EXPECTED = 5.0
"""Expected answers in every cell from which on the chi-squared limit holds well enough in its far tail."""


@dataclass(frozen=True)
class GTest:
    """The statistic G, its degrees of freedom, and the p-value that it has in the limit."""

    statistic: float
    freedom: int
    p_value: float


def g_test(reference: ArrayLike, current: ArrayLike) -> GTest:
    """Return the likelihood-ratio test that two samples have the same shares, from counts in k categories, shape (k,).

    Categories that neither has are left out; one category, or an empty sample, has p = 1. No continuity correction.

    >>> test = g_test([40, 8], [12, 12])
    >>> round(test.statistic, 3), test.freedom, round(test.p_value, 5)
    (8.556, 1, 0.00344)

    References
    ----------
    Wilks, S. S. (1938). The large-sample distribution of the likelihood ratio. Ann. Math. Statist. 9, 60-62.
    Sokal, R. R. and Rohlf, F. J. (1995). Biometry, 3rd ed., ch. 17. Freeman.
    """
    counts = _counts(reference, current)
    rows = counts.sum(axis=1, keepdims=True)
    if counts.shape[1] < 2 or not rows.all():
        return GTest(0.0, 0, 1.0)
    expected = rows * counts.sum(axis=0) / rows.sum()
    statistic = max(float(2 * special.xlogy(counts, counts / expected).sum()), 0.0)
    freedom = counts.shape[1] - 1
    return GTest(statistic, freedom, float(special.chdtrc(freedom, statistic)))


def categories_p(reference: ArrayLike, current: ArrayLike) -> float:
    """Return the p-value of a difference between two samples of categories: exact where answers are few, else of G.

    A look at a probe asks for p-values of one in a million, where the limit of G is no guide for small counts. So every
    table is counted as long as there are not too many of them.

    >>> round(categories_p([48, 0], [0, 6]) * 1e8, 2)
    3.87
    """
    counts = _counts(reference, current)
    is_small = counts.shape[1] > 1 and counts.sum(axis=1).all() and tables(counts) <= LARGEST
    return exact_p(*counts) if is_small else g_test(*counts).p_value


def _counts(reference: ArrayLike, current: ArrayLike) -> Floats:
    counts = np.array([reference, current], dtype=np.float64)
    return np.asarray(counts[:, counts.sum(axis=0) > 0])
