"""Wasserstein's distance in standard deviations of the reference."""

import numpy as np

from tidegauge.stats.drift._method import Distance, Method, On
from tidegauge.stats.drift._steps import Steps
from tidegauge.stats.drift._summary import both_ways


def distance(steps: Steps) -> Distance:
    """Return W1 divided by the reference's standard deviation (divisor n).

    The number that Evidently calls normed, without its least divisor of 0.001. Heavy tails make the divisor large and
    hide drift: prefer `wasserstein_per_iqr` there. nan where the reference has no spread, or a window no values.

    Examples
    --------
    >>> from tidegauge.stats.drift._steps import of_values
    >>> round(distance(of_values(np.arange(1, 101), np.arange(1, 101) * 1.1 + 3)).value, 4)
    0.2789

    References
    ----------
    Vallender, S. S. (1974). Theory of Probability and its Applications 18, 784-786.
    """
    if not steps.comparable:
        return Distance(np.nan)
    spread = steps.reference_moments.variance.root()
    found = steps.area.over(spread)
    chance = steps.area_by_chance / spread.value if spread.value else np.nan
    return Distance(found.value, None, chance, found.error)


METHOD = Method("Wasserstein distance by std", (On.NUMBERS,), *both_ways(distance), unit="std", threshold=0.1)
