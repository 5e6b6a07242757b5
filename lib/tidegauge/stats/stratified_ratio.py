"""The change of a ratio of sums with the mix of strata held still, from sums over clusters."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tidegauge.stats.estimate import Difference, Floats, floats
from tidegauge.stats.normal import critical, p_value
from tidegauge.stats.spread import squared_deviations

Sums = tuple[ArrayLike, ArrayLike, ArrayLike, ArrayLike, ArrayLike, ArrayLike]
"""(n, sum a, sum b, sum a^2, sum ab, sum b^2) per stratum, shape (m,), over clusters such as sessions."""
ALONE = 10
"""Clusters a side below which a stratum is not compared: its own variance says nothing."""


@dataclass(frozen=True, eq=False)
class StratifiedRatio:
    """The common change, what of the plain change is mix, and the share of current b in strata that both sides have."""

    common: Difference
    mix: float
    compared: float


def difference(reference: Sums, current: Sums, level: float = 0.95) -> StratifiedRatio:
    """Return the change of sum(a) / sum(b) between two windows, like compared with like.

    Each stratum's change has the weight b1 b2 / (b1 + b2) of its denominators, Mantel and Haenszel's; its variance is
    that of the linearised ratio over clusters. `mix` is the plain change less the common one.

    Parameters
    ----------
    reference, current : sums per stratum. A stratum with fewer than 10 clusters a side is left out.
    level : coverage of the interval.

    Examples
    --------
    Revenue a call: no stratum moves, traffic does.

    >>> before = ([400, 100], [400.0, 1000.0], [400, 100], [800.0, 20000.0], [400.0, 1000.0], [400, 100])
    >>> after = ([100, 400], [100.0, 4000.0], [100, 400], [200.0, 80000.0], [100.0, 4000.0], [100, 400])
    >>> found = difference(before, after)
    >>> round(float(found.common.value), 6), round(found.mix, 2), found.compared
    (0.0, 5.4, 1.0)

    References
    ----------
    Mantel, N. and Haenszel, W. (1959). Statistical aspects of the analysis of data from retrospective studies.
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., chapters 5A and 6. Wiley.
    """
    one, other = floats(*reference), floats(*current)
    n1, a1, b1, *_ = one
    n2, a2, b2, *_ = other
    both = (np.minimum(n1, n2) >= ALONE) & (b1 > 0) & (b2 > 0)
    if not both.any():
        nothing = np.asarray(np.nan)
        empty = Difference(nothing, nothing, nothing, nothing, np.asarray(0.0), np.asarray(0.0))
        return StratifiedRatio(empty, float("nan"), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        shift = np.where(both, a2 / b2 - a1 / b1, 0.0)
        weight = np.where(both, b1 * b2 / (b1 + b2), 0.0)
        variance = np.where(both, _variance(one) + _variance(other), 0.0)
        plain = a2.sum() / b2.sum() - a1.sum() / b1.sum()
    value = np.asarray((weight * shift).sum() / weight.sum())
    error = np.asarray(np.sqrt((weight**2 * variance).sum()) / weight.sum())
    half = critical(level) * error
    n = (np.asarray(rows[both].sum()) for rows in (n1, n2))
    common = Difference(value, value - half, value + half, p_value(value, error), *n)
    return StratifiedRatio(common, float(plain - value), float(b2[both].sum() / b2.sum()))


def _variance(sums: tuple[Floats, ...]) -> Floats:
    n, a, b, aa, ab, bb = sums
    ratio = a / b
    residual = squared_deviations(aa + ratio**2 * bb, 2 * ratio * ab)
    return np.asarray(residual / (n - 1) * n / b**2)
