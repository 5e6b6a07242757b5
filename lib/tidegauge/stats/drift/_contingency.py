"""The two-sample chi-squared test on counts in cells."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from tidegauge.stats.drift._cells import held
from tidegauge.stats.estimate import Floats
from tidegauge.stats.verdict import POWER

SPARSE = 5
"""Cells in which fewer rows are expected are taken together: the chi-squared limit does not hold there."""


@dataclass(frozen=True)
class Contingency:
    """The statistic, its degrees of freedom, and its p-value; nan where a window has no rows."""

    statistic: float
    freedom: int
    p_value: float


def contingency(reference: Floats, current: Floats) -> Contingency:
    """Return the test that both windows have the same shares, from rows in k cells, shape (k,).

    Both windows are samples: a test that takes the reference's shares as the truth doubles the statistic where the
    windows are of one size, and makes a new category certain. No continuity correction. One cell has p = 1.

    >>> test = contingency(np.array([880.0, 120.0]), np.array([850.0, 150.0]))
    >>> round(test.statistic, 3), test.freedom, round(test.p_value, 3)
    (3.854, 1, 0.05)

    References
    ----------
    Pearson, K. (1911). On the probability that two independent distributions of frequency are really samples from
    the same population. Biometrika 8, 250-254. Cochran, W. G. (1954). Biometrics 10, 417-451 (the 5).
    """
    counts = held(np.stack([reference, current]))
    rows = counts.sum(axis=1, keepdims=True)
    if not rows.all():
        return Contingency(np.nan, 0, np.nan)
    counts = _pooled(counts)
    expected = rows * counts.sum(axis=0) / rows.sum()
    statistic, freedom = float(((counts - expected) ** 2 / expected).sum()), counts.shape[1] - 1
    return Contingency(statistic, freedom, float(special.chdtrc(freedom, statistic)) if freedom else 1.0)


def _pooled(counts: Floats) -> Floats:
    rows = counts.sum(axis=1)
    small = counts.sum(axis=0) * rows.min() / rows.sum() < SPARSE
    if not small.any():
        return counts
    return np.column_stack([counts[:, ~small], counts[:, small].sum(axis=1)])


def smallest_detectable(n: float, m: float, freedom: int, alpha: float, power: float = POWER) -> float:
    """Return the total variation distance that the test finds with at least `power`, however it is spread.

    A distance of d over all cells makes the least chi-squared when it is in proportion to them: 4 d**2 nm / (n + m).

    >>> round(smallest_detectable(5000, 5000, 3, 0.05), 3)
    0.033

    References
    ----------
    Cohen, J. (1988). Statistical Power Analysis for the Behavioral Sciences, 2nd ed., ch. 7. Erlbaum.
    """
    if not freedom:
        return np.nan
    limit = special.chdtri(freedom, alpha)
    noncentrality = special.chndtrinc(limit, freedom, 1 - power)
    return float(np.sqrt(noncentrality * (1 / n + 1 / m) / 4))
