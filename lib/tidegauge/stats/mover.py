"""The interval of a difference from the two intervals alone (MOVER: method of variance estimates recovery)."""

import numpy as np

from tidegauge.stats.estimate import Estimate, Floats


def interval(reference: Estimate, current: Estimate) -> tuple[Floats, Floats]:
    """Return the low and high limit of current minus reference, at the level of the two intervals.

    It needs no symmetry: each limit of the difference takes its variance from the limits nearest to it. With two
    Wilson intervals it is Newcombe's method 10.

    >>> reference = Estimate(np.array(10.0), np.array(9.0), np.array(14.0), np.array(50.0))
    >>> current = Estimate(np.array(20.0), np.array(17.0), np.array(21.0), np.array(50.0))
    >>> [float(limit.round(3)) for limit in interval(reference, current)]
    [5.0, 11.414]

    References
    ----------
    Zou, G. Y. and Donner, A. (2008). Construction of confidence limits about effect measures: a general approach.
    Statistics in Medicine 27, 1693-1702.
    """
    shift = current.value - reference.value
    below = np.hypot(current.value - current.low, reference.high - reference.value)
    above = np.hypot(current.high - current.value, reference.value - reference.low)
    return shift - below, shift + above
