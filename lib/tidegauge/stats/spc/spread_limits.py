"""Limits of S and R charts: is the spread within subgroups itself in control?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tidegauge.stats.estimate import Floats, floats
from tidegauge.stats.spc import constants
from tidegauge.stats.spc._shewhart import WIDTH


@dataclass(frozen=True, eq=False)
class SpreadLimits:
    """Centre line and limits at three sigmas, the lower one at least 0, in the metric's unit, shape (m,)."""

    centre: Floats
    lower: Floats
    upper: Floats


def s_chart(sigma: float, n: ArrayLike) -> SpreadLimits:
    """Return the limits of the standard deviation of subgroups of n normal rows with standard deviation `sigma`.

    >>> limits = s_chart(10.0, [5, 25])
    >>> limits.centre.round(2).tolist(), limits.upper.round(2).tolist()
    ([9.4, 9.9], [19.64, 14.2])

    References
    ----------
    Montgomery, D. C. (2013). Introduction to Statistical Quality Control, 7th ed., section 6.3. Wiley.
    """
    (rows,) = floats(n)
    c4 = constants.c4(rows)
    return _limits(c4 * sigma, sigma * np.sqrt(1 - c4**2))


def r_chart(sigma: float, n: int) -> SpreadLimits:
    """Return the limits of the range of n normal rows with standard deviation `sigma`.

    >>> round(float(r_chart(1.0, 5).upper), 3)
    4.918

    References
    ----------
    Montgomery (2013), section 6.2.
    """
    return _limits(np.asarray(constants.d2(n) * sigma), np.asarray(constants.d3(n) * sigma))


def _limits(centre: Floats, error: Floats) -> SpreadLimits:
    return SpreadLimits(centre, np.maximum(centre - WIDTH * error, 0), centre + WIDTH * error)
