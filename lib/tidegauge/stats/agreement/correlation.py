"""Correlation of two raters' scores: how far one rises where the other does, whatever their scales."""

import numpy as np
from numpy.typing import ArrayLike

from tidegauge.stats.estimate import Floats, floats
from tidegauge.stats.explained import Explained, explained, refused
from tidegauge.stats.normal import critical

FEWEST = 4


def pearson(x: ArrayLike, y: ArrayLike, level: float = 0.95) -> Explained:
    """Return Pearson's r with Fisher's interval.

    It is blind to a judge that is always one point too kind: take `krippendorff_alpha` to see that. Below 0 for certain
    means that one of the two scales is upside down.

    Parameters
    ----------
    x, y : scores of the same items, shape (n,). Items that lack either are left out.
    level : coverage of the interval.

    Examples
    --------
    >>> found = pearson([1, 2, 3, 4, 5, 6], [1, 3, 2, 5, 4, 6])
    >>> [round(float(x), 3) for x in (found.value, found.low, found.high)]
    [0.886, 0.264, 0.987]

    References
    ----------
    Fisher, R. A. (1921). On the probable error of a coefficient of correlation deduced from a small sample. Metron 1, 3-32.
    """
    one, other = _pairs(x, y)
    return _answer(one, other, 1.0, level)


def spearman(x: ArrayLike, y: ArrayLike, level: float = 0.95) -> Explained:
    """Return Spearman's rank correlation, for scores of which only the order means anything (see `pearson`).

    >>> round(float(spearman([1, 2, 3, 4, 5, 6], [1, 3, 2, 50, 40, 600]).value), 3)
    0.886

    References
    ----------
    Spearman, C. (1904). Am. J. Psychol. 15, 72-101. Bonett, D. G. and Wright, T. A. (2000). Sample size requirements for
    estimating Pearson, Kendall and Spearman correlations. Psychometrika 65, 23-28 (the interval).
    """
    one, other = _pairs(x, y)
    return _answer(_ranks(one), _ranks(other), None, level)


def _pairs(x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
    one, other = floats(x, y)
    known = np.isfinite(one) & np.isfinite(other)
    return one[known], other[known]


def _ranks(values: Floats) -> Floats:
    """Return ranks from 1 on; equal values share the mean of theirs."""
    _, place, ties = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(ties) - (ties - 1) / 2)[place], dtype=np.float64)


def _answer(x: Floats, y: Floats, widen: float | None, level: float) -> Explained:
    """Return the correlation; `widen` None means Bonett and Wright's 1 + r^2 / 2."""
    n = x.size
    if n < FEWEST:
        return refused(f"{n} items have both scores: a correlation needs {FEWEST}.", n)
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return refused("One of the two gives everything the same score: nothing can rise with it.", n)
    r = float(np.clip(np.corrcoef(x, y)[0, 1], -1, 1))
    # Full correlation has no width in Fisher's scale: it is taken as what n rows cannot tell from it.
    z = np.arctanh(np.clip(r, -1 + 1 / n**2, 1 - 1 / n**2))
    half = critical(level) * np.sqrt((1 + r * r / 2 if widen is None else widen) / (n - 3))
    low, high = float(np.tanh(z - half)), float(np.tanh(z + half))
    return explained(r, min(low, r), max(high, r), n)
