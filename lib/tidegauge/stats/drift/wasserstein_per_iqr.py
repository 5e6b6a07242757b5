"""Wasserstein's distance in interquartile ranges of the reference."""

import numpy as np

from tidegauge.stats.drift._bounded import Bounded
from tidegauge.stats.drift._method import Distance, Method, On
from tidegauge.stats.drift._quantiles import quantiles
from tidegauge.stats.drift._steps import Steps
from tidegauge.stats.drift._summary import both_ways


def distance(steps: Steps) -> Distance:
    """Return W1 divided by the distance of the reference's quartiles.

    For columns with heavy tails, whose standard deviation a few rows can make. nan where the quartiles are one value
    (most rows the same), or a window has no values.

    Examples
    --------
    >>> from tidegauge.stats.drift._steps import of_values
    >>> round(distance(of_values(np.arange(1, 101), np.arange(1, 101) * 1.1 + 3)).value, 4)
    0.161

    References
    ----------
    Vallender, S. S. (1974). Theory of Probability and its Applications 18, 784-786.
    """
    if not steps.comparable:
        return Distance(np.nan)
    spread = _interquartile_range(steps)
    found = steps.area.over(spread)
    chance = steps.area_by_chance / spread.value if spread.value > 0 else np.nan
    return Distance(found.value, None, chance, found.error)


def _interquartile_range(steps: Steps) -> Bounded:
    first, third = quantiles(steps, steps.reference, (25, 75))
    return Bounded(third.value - first.value, max(third.low - first.high, 0.0), third.high - first.low)


METHOD = Method("Wasserstein distance by IQR", (On.NUMBERS,), *both_ways(distance), unit="IQR")
