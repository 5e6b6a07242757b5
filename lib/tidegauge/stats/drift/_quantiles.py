"""Quantiles of one window, read off the steps."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tidegauge.stats.drift._between import Rows
from tidegauge.stats.drift._bounded import Bounded
from tidegauge.stats.drift._steps import Steps
from tidegauge.stats.estimate import Floats


def place_of(cumulated: Rows, wanted: Floats) -> NDArray[np.intp]:
    """Return the first places up to which there are at least `wanted` rows.

    >>> place_of(np.array([10, 20, 30]), np.array([9.5, 10.0, 10.1])).tolist()
    [0, 0, 1]
    """
    # Rows are whole: as whole numbers they are looked up without turning a million of them into floats.
    return np.searchsorted(cumulated, np.ceil(wanted).astype(cumulated.dtype))


def quantiles(steps: Steps, cumulated: Rows, percents: Sequence[float]) -> list[Bounded]:
    """Return the smallest recorded values that the given percentages of the rows do not exceed.

    `cumulated` is one of the two windows of `steps`. In a bucket rows are taken as spread evenly; its edges are the
    limits.

    >>> from tidegauge.stats.drift._steps import of_values
    >>> steps = of_values(np.array([1, 2, 3, 4]), np.array([9]))
    >>> [one.value for one in quantiles(steps, steps.reference, [50, 90])]
    [2.0, 4.0]
    """
    wanted = cumulated[-1] * np.asarray(percents, dtype=np.float64) / 100
    place = place_of(cumulated, wanted)
    low, high, upto = steps.lower[place], steps.upper[place], cumulated[place]
    before = np.where(place > 0, cumulated[place - 1], 0)
    value = high - (high - low) * (upto - wanted) / (upto - before)
    return [Bounded(*map(float, one)) for one in zip(value, low, high, strict=True)]
