"""Wasserstein's (earth mover's) distance in the column's own unit."""

import numpy as np

from tidegauge.stats.drift._method import Distance, Method, On
from tidegauge.stats.drift._steps import Steps
from tidegauge.stats.drift._summary import both_ways


def distance(steps: Steps) -> Distance:
    """Return W1: how far the values moved on average, along the shortest way; the area between both functions.

    A shift of everything by 100 ms is 100 ms. It sees the tails, and so a few outliers can make it. Binned it is exact
    wherever the two distribution functions do not cross inside of a bucket, because the sums in it are known; `error`
    bounds the rest. Windows without values give nan.

    Examples
    --------
    >>> from tidegauge.stats.drift._steps import of_values
    >>> round(distance(of_values(np.array([1, 2, 3, 1000]), np.array([2, 3, 4, 5000]))).value, 2)
    1000.75

    References
    ----------
    Vallender, S. S. (1974). Calculation of the Wasserstein distance between probability distributions on the line.
    Theory of Probability and its Applications 18, 784-786. Chance: Bobkov, S. and Ledoux, M. (2019). Memoirs AMS 1259.
    """
    if not steps.comparable:
        return Distance(np.nan)
    return Distance(steps.area.value, None, steps.area_by_chance, steps.area.error)


METHOD = Method("Wasserstein distance", (On.NUMBERS,), *both_ways(distance), symmetric=(On.NUMBERS,))
