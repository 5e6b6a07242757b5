"""A share k of n: Wilson's interval, Newcombe's interval for the change, and the pooled score test."""

import numpy as np
from numpy.typing import ArrayLike

from tidegauge.stats import mover
from tidegauge.stats.estimate import Difference, Estimate, floats
from tidegauge.stats.normal import critical, p_value

Counts = tuple[ArrayLike, ArrayLike]
"""(k, n) of one window."""


def estimate(k: ArrayLike, n: ArrayLike, level: float = 0.95) -> Estimate:
    """Return the share k / n with Wilson's score interval.

    Right for rates at any size and near 0 and 1, where the textbook interval is too narrow. Rows are taken as
    independent: where one user or session sends many, count sessions.

    Parameters
    ----------
    k : rows that are so, 0..n, shape (m,) or a number.
    n : rows where it is recorded. n = 0, nan, or k outside 0..n gives nan throughout.
    level : coverage of the interval, classically 0.95.

    Examples
    --------
    >>> errors = estimate([0, 81], [20, 263])
    >>> errors.low.round(4).tolist(), errors.high.round(4).tolist()
    ([0.0, 0.2553], [0.1611, 0.3662])

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22, 209-212.
    """
    hits, rows = floats(k, n)
    rows = np.where((rows > 0) & (hits >= 0) & (hits <= rows) & np.isfinite(rows), rows, np.nan)
    z2 = critical(level) ** 2
    share = hits / rows
    centre = (share + z2 / (2 * rows)) / (1 + z2 / rows)
    half = np.sqrt(z2 * (share * (1 - share) / rows + z2 / (4 * rows**2))) / (1 + z2 / rows)
    low = np.where(hits == 0, share, np.maximum(centre - half, 0))
    high = np.where(hits == rows, share, np.minimum(centre + half, 1))
    return Estimate(share, low, high, floats(n, share)[0])


def difference(reference: Counts, current: Counts, level: float = 0.95) -> Difference:
    """Return the change of a share, current minus reference, as a fraction (0.02 is two percentage points).

    The interval is Newcombe's hybrid score interval (his method 10). The p-value is the pooled score test's, which
    equals the chi-squared test without continuity correction; two shares of 0, or two of 1, have p = 1.

    Parameters
    ----------
    reference, current : (k, n) of each window, as in `estimate`.
    level : coverage of the interval.

    Examples
    --------
    A refusal rate of 2 % that was planted to rise to 4 %:

    >>> change = difference((40, 2000), (80, 2000))
    >>> [round(float(x), 4) for x in (change.value, change.low, change.high, change.p_value)]
    [0.02, 0.0095, 0.0309, 0.0002]

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions: comparison of
    eleven methods. Statistics in Medicine 17, 873-890.
    """
    k1, n1, k2, n2 = floats(*reference, *current)
    before, after = estimate(k1, n1, level), estimate(k2, n2, level)
    low, high = mover.interval(before, after)
    shift = after.value - before.value
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = (k1 + k2) / (n1 + n2)
        error = np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    return Difference(shift, low, high, p_value(shift, error), n1, n2)
