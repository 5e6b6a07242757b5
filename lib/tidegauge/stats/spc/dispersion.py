"""How much points vary: within subgroups, from point to point, and beside chance alone (Laney's sigma z)."""

import numpy as np

from tidegauge.stats.estimate import Floats
from tidegauge.stats.spc import constants
from tidegauge.stats.spc._records import Subgroups
from tidegauge.stats.spread import squared_deviations

OVERDISPERSED = 1.3
"""sigma z above which a plain p or u chart cries wolf: its limits would have to be 30 % wider."""


def moving_range_sigma(x: Floats) -> float:
    """Return the mean moving range / 1.128: the standard deviation of points whose level may wander slowly.

    Gaps are left out. 1.128 is the tabled d2 for two points, as charts have it (exactly 1.128379).

    Parameters
    ----------
    x : points in order of time, shape (m,), two or more with a value.

    Examples
    --------
    NIST's flow rates have a mean moving range of 1.8778:

    >>> round(moving_range_sigma(np.array([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1])), 4)
    1.6647

    References
    ----------
    NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2. Individuals control charts.
    """
    known = x[~np.isnan(x)]
    return float(np.abs(np.diff(known)).mean() / constants.D2_TABLED)


def sigma_z(z: Floats) -> float:
    """Return Laney's sigma z: the moving-range sigma of points standardised by what chance alone makes of them.

    1 says that rows explain all. Above 1 the true rate itself moves from point to point, which rows cannot average out.

    Parameters
    ----------
    z : (value - centre) / chance's sigma, shape (m,). Gaps and points without sigma are left out.

    Examples
    --------
    >>> round(sigma_z(np.array([0.5, -1.0, 2.0, -0.4, 1.2])), 2)
    1.88

    References
    ----------
    Laney, D. B. (2002). Improved control charts for attributes. Quality Engineering 14, 531-537.
    """
    known = z[np.isfinite(z)]
    return moving_range_sigma(known) if known.size > 1 else 1.0


def within(groups: Subgroups) -> float:
    """Return the mean of the subgroups' standard deviations, each divided by its c4: sigma of a row.

    Subgroups of fewer than two rows say nothing of it and are left out; 0 where none is left.

    References
    ----------
    Montgomery, D. C. (2013). Introduction to Statistical Quality Control, 7th ed., section 6.3. Wiley.
    """
    spread = subgroup_sigma(groups)
    usable = ~np.isnan(spread)
    return float((spread[usable] / constants.c4(groups.n[usable])).mean()) if usable.any() else 0.0


def range_sigma(ranges: Floats, n: int) -> float:
    """Return the mean range / d2: sigma of a row, from subgroups of n rows each.

    >>> round(range_sigma(np.array([0.02, 0.03]), 5), 5)
    0.01075
    """
    return float(ranges.mean() / constants.d2(n))


def subgroup_sigma(groups: Subgroups) -> Floats:
    """Return the sample standard deviation of each subgroup, shape (m,); nan below two rows."""
    n = np.where(groups.n > 1, groups.n, np.nan)
    return np.asarray(np.sqrt(squared_deviations(groups.ss, groups.s**2 / n) / (n - 1)))
