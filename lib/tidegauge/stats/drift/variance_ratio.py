"""The current variance as a multiple of the reference's: far below 1 it has collapsed."""

import numpy as np

from tidegauge.stats.drift._method import Distance, Method, On
from tidegauge.stats.drift._steps import Steps
from tidegauge.stats.drift._summary import both_ways


def distance(steps: Steps) -> Distance:
    """Return the current variance divided by the reference's; 1 where nothing changed.

    A model that answers the same to everything, or a judge that stopped to tell good from bad, has a mean that hardly
    moves and a ratio near 0. nan where the reference has no spread, or a window no values. There is no test: the
    classical one holds for normal data alone.

    Examples
    --------
    >>> from tidegauge.stats.drift._steps import of_values
    >>> distance(of_values(np.array([0.0, 4.0, 8.0]), np.array([3.0, 4.0, 5.0]))).value
    0.0625

    References
    ----------
    Box, G. E. P. (1953). Non-normality and tests on variances. Biometrika 40, 318-335.
    """
    if not steps.comparable:
        return Distance(np.nan)
    found = steps.current_moments.variance.over(steps.reference_moments.variance)
    return Distance(found.value, None, 1.0, found.error)


METHOD = Method("Variance ratio", (On.NUMBERS,), *both_ways(distance), unit="×", same=1.0)
