"""Difference in differences against the published table of Card and Krueger (1994)."""

import numpy as np
import pytest

from tidegauge.stats.difference_in_differences import difference_in_differences
from tidegauge.stats.estimate import Difference


def _change(value: float, error: float, n: float) -> Difference:
    half = 1.959963984540054 * error
    return Difference(*(np.asarray(one) for one in (value, value - half, value + half, np.nan, n, n)))


def test_minimum_wages_and_employment():
    """AER 84, 772-793, table 3: Pennsylvania -2.16 (1.25), New Jersey 0.59 (0.54); together 2.76 (1.36), before rounding."""
    found = difference_in_differences(_change(-2.16, 1.25, 77), _change(0.59, 0.54, 321))
    assert float(found.value) == pytest.approx(2.76, abs=0.011)
    assert float(found.high - found.low) / (2 * 1.959963984540054) == pytest.approx(1.36, abs=0.005)
    assert float(found.p_value) == pytest.approx(0.0434, abs=0.0005)  # 2 (1 - Phi(2.75 / 1.3616)), by hand
    assert (float(found.n_reference), float(found.n_current)) == (77, 77)
