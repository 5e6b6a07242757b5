"""Welch's degrees of freedom against the worked example of scipy's ttest_ind_from_stats, and without spread."""

import numpy as np
import pytest
from scipy.stats import t, ttest_ind_from_stats

from tidegauge.stats import welch
from tidegauge.stats.estimate import floats


def test_equals_scipy_from_moments():
    change = welch.difference(floats(15.0, 87.5 / 13, 13), floats(12.0, 39.0 / 11, 11), 0.95)
    expected = ttest_ind_from_stats(15.0, 87.5**0.5, 13, 12.0, 39.0**0.5, 11, equal_var=False)
    assert change.p_value == pytest.approx(expected.pvalue)


@pytest.mark.parametrize(
    ("reference", "current", "p_value"),
    [
        ((1, 0, 9), (1, 0, 9), 1.0),
        ((1, 0, 9), (2, 0, 9), 0.0),
        ((1, 1, 1), (2, 1, 9), np.nan),
        ((1, 1, 9), (2, 0, 9), 2 * t.sf(1, 8)),
    ],
)
def test_edges(reference, current, p_value):
    change = welch.difference(floats(*reference), floats(*current), 0.95)
    assert change.p_value == pytest.approx(p_value, nan_ok=True, abs=1e-7)
