"""An EWMA of many segments at once, and its limit for so rare false signals."""

from functools import cache

import numpy as np

from tidegauge.stats.estimate import Floats
from tidegauge.stats.spc import run_lengths
from tidegauge.stats.spc.methods import ewma

WIDEST = 8.0


def smoothed(z: Floats) -> tuple[Floats, Floats]:
    """Return the EWMA of each segment's deviations and its standard deviation at that point, both (windows, segments).

    A gap is skipped: nan there. Standard deviations begin small and grow, as on every chart (time-varying limits).
    """
    level = np.full(z.shape, np.nan)
    for place in range(z.shape[1]):
        level[:, place] = ewma.smoothed(z[:, place])
    seen = np.cumsum(~np.isnan(z), axis=0).astype(np.float64)
    return level, ewma.sigma(np.maximum(seen, 1.0))


@cache
def width(points: float) -> float:
    """Return how many standard deviations the limits of an EWMA lie from the centre for so many points between false signals.

    >>> round(width(369.0), 2), round(width(1e5), 2)
    (2.7, 4.32)

    References
    ----------
    Crowder, S. V. (1987). See `stats.spc.run_lengths`.
    """
    low, high = 0.5, WIDEST
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (
            (middle, high)
            if run_lengths.ewma(ewma.WEIGHT, middle, settling=False) < points
            else (low, middle)
        )
    return high
