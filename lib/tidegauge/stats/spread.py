"""A sum of squared deviations from running sums, guarded against cancellation."""

import numpy as np

from tidegauge.stats.estimate import Floats

RESOLUTION = 1e-12
"""The share of the sum of squares below which a float64 sum over many rows says nothing about the spread."""


def squared_deviations(sum_of_squares: Floats, explained: Floats) -> Floats:
    """Return sum_of_squares - explained, at least RESOLUTION x sum_of_squares.

    A column that always holds 0.1 leaves a remainder of rounding, of either sign. Taken as 0 it would make every
    difference certain; the floor keeps a spread of a millionth of the values, which no screen shows.

    >>> squared_deviations(np.array([30.0, 1.0, 0.0]), np.array([20.0, 1.1, 0.0])).tolist()
    [10.0, 1e-12, 0.0]
    """
    return np.maximum(sum_of_squares - explained, RESOLUTION * sum_of_squares)
