"""The energy distance of two samples of a number."""

import numpy as np

from tidegauge.stats.drift._bounded import exactly
from tidegauge.stats.drift._method import Distance, Method, On
from tidegauge.stats.drift._steps import Steps
from tidegauge.stats.drift._summary import both_ways


def distance(steps: Steps) -> Distance:
    """Return the square root of twice the integral of the squared difference of the distribution functions.

    Its unit is the square root of the column's. Between KS, which sees one place, and Wasserstein, which one outlier
    can make. Windows without values give nan.

    Examples
    --------
    >>> from tidegauge.stats.drift._steps import of_values
    >>> round(distance(of_values(np.array([1, 1, 2, 3, 5, 8, 13, 21, 34, 1000]),
    ...     np.array([1, 2, 2, 3, 5, 8, 13, 30, 60, 5000]))).value, 4)
    8.9844

    References
    ----------
    Szekely, G. J. and Rizzo, M. L. (2013). Energy statistics: a class of statistics based on distances. J. Statistical
    Planning and Inference 143, 1249-1272.
    """
    if not steps.comparable:
        return Distance(np.nan)
    found = exactly(steps.between.squared)
    if steps.inside:
        found = found.plus(steps.inside.squared_area())
    root = found.plus(found).root()
    return Distance(root.value, None, None, root.error)


METHOD = Method("Energy distance", (On.NUMBERS,), *both_ways(distance), symmetric=(On.NUMBERS,))
