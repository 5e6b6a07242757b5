"""What a sampling rate can see: the smallest drop that so many judged answers a day show, and the days a drop takes."""

import numpy as np

from tidegauge.stats.judging._root import root
from tidegauge.stats.judging.power import (
    ALPHA,
    POWER,
    power_of_means,
    power_of_shares,
    rows_for_means,
    rows_for_shares,
)


def detectable(
    per_day: float, spread: float, days: float = 1.0, power: float = POWER, alpha: float = ALPHA
) -> float:
    """Return the smallest true change of a mean that two windows of `days` each would show, four times out of five.

    Parameters
    ----------
    per_day : answers judged a day.
    spread : standard deviation of a score; of a pass rate p the root of p (1 - p), or take `detectable_share`.
    days : length of each of the two windows.
    power, alpha : chance to find it, and to find one where there is none (two-sided).

    Returns
    -------
    In the unit of `spread`; infinite with fewer than two answers a window.

    Examples
    --------
    >>> round(detectable(500, 0.8, days=7), 3)
    0.054

    References
    ----------
    Cohen, J. (1988). Statistical Power Analysis for the Behavioral Sciences, 2nd ed. Erlbaum, chapter 2.
    """
    n = per_day * days
    if not n >= 2 or not np.isfinite(spread):
        return float("inf")
    if spread == 0:
        return 0.0
    high = spread
    while power_of_means(n, high, spread, alpha) < power:
        high *= 2
    return float(root(lambda change: power_of_means(n, change, spread, alpha) - power, 0.0, high))


def days_to_detect(
    per_day: float, effect: float, spread: float, power: float = POWER, alpha: float = ALPHA
) -> float:
    """Return the days that each of two windows needs to show a true change of `effect` (see `detectable`).

    Infinite without answers or without an effect.

    Examples
    --------
    At 50 judged a day, a drop of 0.1 of a score that varies by 0.8:

    >>> round(days_to_detect(50, 0.1, 0.8), 1)
    20.1
    """
    if not per_day > 0:
        return float("inf")
    return rows_for_means(effect, spread, power, alpha) / per_day


def detectable_share(
    per_day: float, share: float, days: float = 1.0, power: float = POWER, alpha: float = ALPHA
) -> float:
    """Return the smallest fall of a share that two windows of `days` would show, four times out of five.

    Infinite where even a fall to 0 would not be seen.

    Examples
    --------
    >>> round(detectable_share(500, 0.8, days=7), 3)
    0.027

    References
    ----------
    Fleiss, J. L. (1981). Statistical Methods for Rates and Proportions, 2nd ed. Wiley, chapter 3.
    """
    n = per_day * days
    if not n > 0 or not 0 < share <= 1 or power_of_shares(n, share, 0.0, alpha) < power:
        return float("inf")
    return float(root(lambda fall: power_of_shares(n, share, share - fall, alpha) - power, 0.0, share))


def days_for_share(
    per_day: float, share: float, fall: float, power: float = POWER, alpha: float = ALPHA
) -> float:
    """Return the days that each of two windows needs to show that a share fell by `fall`.

    >>> round(days_for_share(50, 0.8, 0.04), 1)
    33.6
    """
    if not per_day > 0 or not 0 <= share - fall <= 1:
        return float("inf")
    return rows_for_shares(share, share - fall, power, alpha) / per_day
