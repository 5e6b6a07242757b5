"""How much a series varies about its own level, whatever the level does: robust to steps and to isolated outliers."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import median_filter

from tidegauge.stats.estimate import Floats
from tidegauge.stats.spc.autocorrelation import HOPELESS, lag_1

WINDOW = 31
"""Points of the running median: an odd number, about a month of days."""

OUTLYING = 4.0
"""Robust sigmas off the running median beyond which a point is an outlier, and is moved to that distance."""


@dataclass(frozen=True, eq=False)
class Noise:
    """The series with outliers moved in, and what its points do about their level.

    `sigma` is their standard deviation, `autocorrelation` that of neighbours at lag 1.
    """

    tamed: Floats
    sigma: float
    autocorrelation: float

    @property
    def widening(self) -> float:
        """(1 + r) / (1 - r): by how much neighbours that resemble each other make a mean less certain."""
        r = min(max(self.autocorrelation, 0.0), HOPELESS)
        return (1 + r) / (1 - r)


def noise(x: Floats) -> Noise:
    """Return the noise of a series without gaps, shape (m,), from residuals off its 31-point running median.

    Examples
    --------
    A step of 10 does not count, and an outlier hardly does:

    >>> x = np.random.default_rng(1).normal(size=200)
    >>> x[100:] += 10
    >>> x[50] = 1000
    >>> found = noise(x)
    >>> round(found.sigma, 1), round(found.tamed.max())
    (1.0, 13)

    References
    ----------
    Tukey, J. W. (1977). Exploratory Data Analysis, chapter 7 (running medians). Addison-Wesley.
    """
    level = median_filter(x, size=min(WINDOW, x.size), mode="mirror")
    left = x - level
    reach = OUTLYING * 1.4826 * float(np.median(np.abs(left)))
    # Where half of the points lie on the median itself there is no robust scale to cut by.
    left = np.clip(left, -reach, reach) if reach > 0 else left
    return Noise(level + left, float(np.sqrt(np.mean(left**2))), lag_1(left))
