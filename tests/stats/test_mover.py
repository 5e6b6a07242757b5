"""MOVER against the symmetric case, where it is the root of the summed squares."""

import numpy as np
import pytest

from tidegauge.stats.estimate import Estimate, floats
from tidegauge.stats.mover import interval


@pytest.mark.parametrize(
    ("reference", "current", "low", "high"),
    [
        ((10, 7, 13), (20, 16, 24), 5.0, 15.0),
        ((10, 10, 10), (20, 16, 25), 6.0, 15.0),
        ((10, -np.inf, 13), (20, 16, 24), 5.0, np.inf),
        ((np.nan, np.nan, np.nan), (20, 16, 24), np.nan, np.nan),
    ],
)
def test_limits(reference, current, low, high):
    sides = [Estimate(*floats(*side, 40)) for side in (reference, current)]
    assert interval(*sides) == pytest.approx((low, high), nan_ok=True)
