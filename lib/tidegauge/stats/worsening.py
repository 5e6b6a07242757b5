"""Whether a few days move steadily away from what was usual: the slope of a line that starts there."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from tidegauge.stats.estimate import floats
from tidegauge.stats.normal import p_value as normal_p

FEWEST = 5
"""Days below which no slope is tested."""


@dataclass(frozen=True)
class Slope:
    """Change a day, with its 95% interval, its two-sided p-value, and how far the line is after the last day."""

    value: float
    low: float
    high: float
    p_value: float
    reached: float


def from_usual(differences: ArrayLike, level: float = 0.95) -> Slope | None:
    """Return the slope of the least-squares line through 0, or None for fewer than five days.

    The line starts on the day before the first, where nothing differs yet. It sees a creep and a step within the days
    alike, and takes its error from how the days scatter around it, so that days may vary more than their rows say.

    Parameters
    ----------
    differences : each day's value minus what is usual for that day, in order, shape (n,). nan days are left out.
    level : coverage of the interval.

    Examples
    --------
    A latency planted to grow by 10 ms a day:

    >>> slope = from_usual([8, 22, 29, 43, 47, 61, 70])
    >>> round(slope.value, 1), round(slope.reached), slope.p_value < 0.001
    (10.0, 70, True)

    References
    ----------
    Eisenhauer, J. G. (2003). Regression through the origin. Teaching Statistics 25, 76-80.
    """
    (values,) = floats(differences)
    days = np.arange(1.0, values.size + 1)
    known = ~np.isnan(values)
    x, y = days[known], values[known]
    if y.size < FEWEST:
        return None
    slope = float((x * y).sum() / (x * x).sum())
    freedom = y.size - 1
    error = float(np.sqrt(((y - slope * x) ** 2).sum() / freedom / (x * x).sum()))
    half = float(special.stdtrit(freedom, 0.5 + level / 2)) * error
    p = (
        2 * float(special.stdtr(freedom, -abs(slope) / error))
        if error
        else float(normal_p(np.asarray(slope), np.asarray(0.0)))
    )
    return Slope(slope, slope - half, slope + half, p, slope * values.size)
