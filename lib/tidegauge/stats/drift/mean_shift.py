"""How far the mean moved, in standard deviations of the reference."""

import numpy as np

from tidegauge.stats import welch
from tidegauge.stats.drift._bounded import Bounded
from tidegauge.stats.drift._method import Distance, Method, On
from tidegauge.stats.drift._moments import Moments
from tidegauge.stats.drift._steps import Steps
from tidegauge.stats.drift._summary import both_ways
from tidegauge.stats.estimate import Floats


def distance(steps: Steps) -> Distance:
    """Return current mean minus reference mean, divided by the reference's standard deviation (divisor n).

    Positive means higher. The p-value is Welch's. Blind to a change of spread, see `variance_ratio`. nan where the
    reference has no spread, or a window no values; windows of one row have no p-value (nan).

    Examples
    --------
    >>> from tidegauge.stats.drift._steps import of_values
    >>> found = distance(of_values(np.array([1.0, 2.0, 3.0]), np.array([2.0, 3.0, 4.0])))
    >>> round(found.value, 4), round(found.p_value, 3)
    (1.2247, 0.288)

    References
    ----------
    Glass, G. V. (1976). Educational Researcher 5(10), 3-8 (the divisor). Welch, B. L. (1947). Biometrika 34, 28-35.
    """
    before, after = steps.reference_moments, steps.current_moments
    if not steps.comparable:
        return Distance(np.nan, np.nan)
    shift = after.mean.value - before.mean.value
    blur = before.mean.error + after.mean.error
    found = Bounded(abs(shift), max(abs(shift) - blur, 0.0), abs(shift) + blur).over(before.variance.root())
    chance = np.sqrt(2 / np.pi * steps.scatter)
    test = welch.difference(_window(before), _window(after), 0.95)
    return Distance(float(np.copysign(found.value, shift)), float(test.p_value), float(chance), found.error)


def _window(moments: Moments) -> tuple[Floats, Floats, Floats]:
    """Mean, its variance, rows. Fewer than two rows have no variance."""
    spare = np.maximum(moments.n - 1, np.nan if moments.n < 2 else 1)
    return np.asarray(moments.mean.value), np.asarray(moments.variance.value / spare), np.asarray(moments.n)


METHOD = Method("Mean shift", (On.NUMBERS,), *both_ways(distance), unit="std", threshold=2.0)
