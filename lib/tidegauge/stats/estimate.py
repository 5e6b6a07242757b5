"""The two records that every statistic of a comparison returns: a number, or a change, with its interval and its n."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
"""Float64, one entry a segment (shape (k,)), or a single number."""


@dataclass(frozen=True, eq=False)
class Estimate:
    """A value with the interval that holds it, and the rows it was computed from.

    All four have the broadcast shape of the inputs. nan means "cannot be computed"; an infinite limit means
    that the rows put no bound on that side.
    """

    value: Floats
    low: Floats
    high: Floats
    n: Floats


@dataclass(frozen=True, eq=False)
class Difference:
    """A change from the reference to the current window, with its interval and its two-sided p-value.

    Positive means that current is higher. The p-value is not adjusted for the other segments looked at.
    """

    value: Floats
    low: Floats
    high: Floats
    p_value: Floats
    n_reference: Floats
    n_current: Floats


def floats(*values: ArrayLike) -> tuple[Floats, ...]:
    """Return the values as float64 arrays of one shape. None becomes nan.

    >>> [array.tolist() for array in floats([1, None], 2)]
    [[1.0, nan], [2.0, 2.0]]
    """
    return np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in values))
