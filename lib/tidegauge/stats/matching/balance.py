"""How far two groups differ in one attribute, on a scale that attributes share."""

import numpy as np
from numpy.typing import ArrayLike

from tidegauge.stats.estimate import floats

MATTERS = 0.1
"""The standardised difference from which on an attribute is called out of balance (Austin 2009)."""


def standardised_difference(reference: ArrayLike, current: ArrayLike) -> float:
    """Return the standardised difference of an attribute with k values: 0 is alike; nan without rows on a side.

    The distance between the two vectors of shares, each measured against their common spread (Mahalanobis). One value has
    to be left out, as shares sum to 1; which one does not matter.

    Parameters
    ----------
    reference, current : rows of each value, shape (k,), in the same order; weights may have been applied.

    Examples
    --------
    30% against 50% of a yes:

    >>> round(standardised_difference([30, 70], [50, 50]), 3)
    0.417

    References
    ----------
    Yang, D. and Dalton, J. E. (2012). A unified approach to measuring the effect size between two groups. SAS Global
    Forum 335. Austin, P. C. (2009). Balance diagnostics for comparing the distribution of baseline covariates. Statistics
    in Medicine 28, 3083-3107 (the limit of 0.1).
    """
    before, after = floats(reference, current)
    if not before.sum() > 0 or not after.sum() > 0:
        return float("nan")
    first, second = before / before.sum(), after / after.sum()
    kept = (first + second) > 0
    first, second = first[kept][1:], second[kept][1:]
    if not first.size:
        return 0.0
    spread = sum(np.diag(one) - np.outer(one, one) for one in (first, second)) / 2
    gap = second - first
    # Where a side has one value alone the spread is singular: the pseudo-inverse leaves out what cannot vary.
    squared = float(gap @ np.linalg.pinv(spread, hermitian=True) @ gap)
    return float("inf") if squared <= 0 < float(np.abs(gap).max()) else float(np.sqrt(max(squared, 0.0)))
