"""The largest relative jump of the reference's p10, p50 and p90."""

import numpy as np

from tidegauge.stats.drift._bounded import UNKNOWN, Bounded
from tidegauge.stats.drift._method import Distance, Method, On
from tidegauge.stats.drift._quantiles import quantiles
from tidegauge.stats.drift._steps import Steps
from tidegauge.stats.drift._summary import both_ways

PERCENTS = (10, 50, 90)


def distance(steps: Steps) -> Distance:
    """Return the largest of |now / before - 1| over p10, p50 and p90; `at` names the quantile.

    For scores and predictions whose middle stands while an end gives way. Relative, so it is for numbers with a true
    zero; a quantile that was 0 is left out, and where all were, the result is nan. A quantile is a recorded value.

    Examples
    --------
    The slowest tenth becomes half as slow again:

    >>> from tidegauge.stats.drift._steps import of_values
    >>> before = np.arange(1.0, 101.0)
    >>> found = distance(of_values(before, np.where(before > 85, before * 1.5, before)))
    >>> round(found.value, 3), found.at
    (0.5, 'p90')

    References
    ----------
    Hyndman, R. J. and Fan, Y. (1996). Sample quantiles in statistical packages. American Statistician 50, 361-365
    (definition 1).
    """
    if not steps.comparable:
        return Distance(np.nan)
    sides = (quantiles(steps, side, PERCENTS) for side in (steps.reference, steps.current))
    jumps = [_jump(before, now) for before, now in zip(*sides, strict=True)]
    known = {percent: jump for percent, jump in zip(PERCENTS, jumps, strict=True) if jump is not UNKNOWN}
    if not known:
        return Distance(np.nan)
    largest = max(known, key=lambda percent: known[percent].value)
    bounds = Bounded(
        known[largest].value,
        max(jump.low for jump in known.values()),
        max(jump.high for jump in jumps if jump is not UNKNOWN),
    )
    return Distance(bounds.value, None, None, bounds.error, f"p{largest}")


def _jump(before: Bounded, now: Bounded) -> Bounded:
    if before.value == 0:
        return UNKNOWN
    value = abs(now.value / before.value - 1)
    if before.low * before.high <= 0:
        return Bounded(value, 0.0, np.inf)
    ratios = [after / first for after in (now.low, now.high) for first in (before.low, before.high)]
    least, most = min(ratios) - 1, max(ratios) - 1
    nearest = 0.0 if least <= 0 <= most else min(abs(least), abs(most))
    return Bounded(value, min(nearest, value), max(abs(least), abs(most), value))


METHOD = Method("Largest quantile jump", (On.NUMBERS,), *both_ways(distance))
