"""Means and variances from buckets against numpy's from values, also where sums of squares say nothing."""

import numpy as np
import pytest

from tidegauge.stats.drift import mean_shift, variance_ratio
from tidegauge.stats.drift._moments import of_buckets
from tidegauge.stats.drift._pair import number_pair


@pytest.mark.parametrize("centre", [0.0, 1e3, 1e9, -1e12])
@pytest.mark.parametrize("bins", [1, 50])
def test_the_limits_hold_however_far_from_zero(centre, bins):
    values = centre + np.random.default_rng(1).normal(size=2_000)
    pair = number_pair(values, values, bins)
    found = of_buckets(pair.lower, pair.upper, pair.reference, pair.reference_sum, pair.reference_squares)
    assert found.variance.low <= np.var(values) <= found.variance.high
    assert abs(found.mean.value - values.mean()) <= found.mean.error + abs(centre) * 1e-15
    if bins == 50:
        assert found.variance.value == pytest.approx(np.var(values), rel=0.02)


def test_near_zero_the_sums_give_the_moments_to_the_last_digits():
    values = np.random.default_rng(2).lognormal(size=5_000)
    pair = number_pair(values, values, 20)
    found = of_buckets(pair.lower, pair.upper, pair.reference, pair.reference_sum, pair.reference_squares)
    assert found.mean.value == pytest.approx(values.mean(), rel=1e-13)
    assert found.variance.value == pytest.approx(values.var(), rel=1e-12)


def test_a_collapse_is_seen_where_the_mean_stands():
    random = np.random.default_rng(3)
    before, now = random.normal(3, 1, 5_000), random.normal(3, 0.2, 5_000)
    assert abs(mean_shift.METHOD.exact(before, now).value) < 0.05
    assert variance_ratio.METHOD.exact(before, now).value == pytest.approx(0.04, rel=0.1)
    assert variance_ratio.METHOD.exact(before, now).value == pytest.approx(
        now.var() / before.var(), rel=1e-12
    )


def test_mean_shift_has_a_sign():
    before = np.array([1.0, 2.0, 3.0])
    assert mean_shift.METHOD.exact(before, before - 1).value == pytest.approx(-1 / before.std())
    assert np.isnan(mean_shift.METHOD.exact(before, before[:1]).p_value)
