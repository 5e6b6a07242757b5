"""The mean of rows with few values against a limit, exactly and at every look: a bet on each row, averaged over stakes."""

import numpy as np
from numpy.typing import ArrayLike

from tidegauge.stats.estimate import Floats, floats
from tidegauge.stats.limits.bound import NOTHING, Bound

STAKES = np.geomspace(0.002, 0.98, 48)
"""Shares of the largest stake that no row can lose more than: small ones see small excesses of many rows."""
_HALVINGS = 36


def mean_above(values: ArrayLike, counts: ArrayLike, limit: float, level: float = 0.95) -> Bound:
    """Return the excess of a mean over `limit`. Exact for any number of rows, and valid however often one looks.

    Against "the mean is at most the limit" every row is a bet that no one wins on average; what the bets became
    is an e-value, and one divided by it a p-value at all times at once. The interval holds the means that two such
    tests, at half the error each, leave.

    Parameters
    ----------
    values : the values that a row can have, shape (k,): 0 and 1 of a share; -1, 0 and 1 of pairs of them.
    counts : rows with each value, shape (k,).
    limit : between the smallest and the largest value.
    level : coverage of the interval over all looks.

    Examples
    --------
    Five of 50 answers break their format where 2 % may:

    >>> found = mean_above([0, 1], [45, 5], 0.02)
    >>> round(found.value, 3), found.low > -0.02, round(found.p_value, 3)
    (0.08, True, 0.062)

    References
    ----------
    Waudby-Smith, I. and Ramdas, A. (2024). Estimating means of bounded random variables by betting. JRSS B 86, 1-27.
    Ville, J. (1939). Etude critique de la notion de collectif. Gauthier-Villars.
    """
    at, rows = floats(values, counts)
    n = float(rows.sum())
    if not n:
        return NOTHING
    mean, tail = float((at * rows).sum()) / n, (1 - level) / 2
    low = _reach(at, rows, mean, tail)
    high = -_reach(-at, rows, -mean, tail)
    p_value = min(1.0, float(np.exp(-_log_wealth(at, rows, limit))))
    return Bound(mean - limit, low - limit, high - limit, p_value)


def _log_wealth(at: Floats, rows: Floats, limit: float) -> float:
    """Return the logarithm of what one became, betting on a mean above the limit."""
    least = float(at.min())
    if limit <= least:
        return 0.0 if bool(np.all(rows[at > limit] == 0)) else np.inf
    stakes = STAKES / (limit - least)
    grown = np.log1p(stakes[:, None] * (at - limit)) @ rows
    most = float(grown.max())
    return most + float(np.log(np.exp(grown - most).mean()))


def _reach(at: Floats, rows: Floats, mean: float, tail: float) -> float:
    """Return the smallest mean that the bets on a higher one do not rule out."""
    low, high = float(at.min()), mean
    if _log_wealth(at, rows, low + 1e-12 * (1 + abs(low))) < -np.log(tail):
        return low
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _log_wealth(at, rows, middle) >= -np.log(tail):
            low = middle
        else:
            high = middle
    return low
