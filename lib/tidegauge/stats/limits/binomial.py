"""A share of a finished sample against a least share: Clopper and Pearson's interval, and the exact test."""

import numpy as np
from scipy import special

from tidegauge.stats.limits.bound import NOTHING, Bound


def share_below(k: float, n: float, least: float, level: float = 0.95) -> Bound:
    """Return how far a share is below the least one that is allowed. For one look at a finished sample.

    Parameters
    ----------
    k, n : rows that are so, of all rows.
    least : the share below which it is beyond the limit.
    level : coverage of the interval.

    Examples
    --------
    Of 100 golden items 98 pass, where 95 of 100 must: too few items to say.

    >>> found = share_below(98, 100, 0.95)
    >>> round(found.low, 4), round(found.high, 4), found.within, found.beyond
    (-0.0476, 0.0204, False, False)

    References
    ----------
    Clopper, C. J. and Pearson, E. S. (1934). Biometrika 26, 404-413.
    """
    if not n:
        return NOTHING
    tail = (1 - level) / 2
    low = float(special.betaincinv(k, n - k + 1, tail)) if k > 0 else 0.0
    high = float(special.betaincinv(k + 1, n - k, 1 - tail)) if k < n else 1.0
    p_value = float(special.bdtr(k, int(n), least))
    return Bound(least - k / n, least - high, least - low, float(np.clip(p_value, 0, 1)))
