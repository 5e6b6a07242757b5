"""Ratios of sums against scipy's t tests on the linearised rows (a - r b) / mean(b) + r."""

import numpy as np
import pytest
from scipy.stats import ttest_1samp, ttest_ind

from tidegauge.stats import mean, ratio

RANDOM = np.random.default_rng(11)


def rows(n, rate):
    viewers = RANDOM.poisson(12, n) + 1.0
    return RANDOM.binomial(viewers.astype(int), rate).astype(float), viewers


def sums(a, b):
    return a.size, a.sum(), b.sum(), (a * a).sum(), (a * b).sum(), (b * b).sum()


def linearised(a, b):
    r = a.sum() / b.sum()
    return (a - r * b) / b.mean() + r


BEFORE, AFTER = rows(300, 0.03), rows(120, 0.05)


def test_interval_equals_scipy_on_linearised_rows():
    one, expected = ratio.estimate(*sums(*BEFORE)), ttest_1samp(linearised(*BEFORE), 0).confidence_interval()
    assert one.value == BEFORE[0].sum() / BEFORE[1].sum()
    assert (one.low, one.high) == pytest.approx((expected.low, expected.high), rel=1e-9)


def test_difference_equals_scipy_on_linearised_rows():
    change = ratio.difference(sums(*BEFORE), sums(*AFTER))
    expected = ttest_ind(linearised(*AFTER), linearised(*BEFORE), equal_var=False)
    assert change.p_value == pytest.approx(expected.pvalue, rel=1e-9)
    assert (change.low, change.high) == pytest.approx(tuple(expected.confidence_interval()), rel=1e-9)


def test_with_every_denominator_1_it_is_the_mean():
    a = RANDOM.normal(5, 2, 50)
    one, same = ratio.estimate(*sums(a, np.ones(50))), mean.estimate(50, a.sum(), (a * a).sum())
    for part in ("value", "low", "high"):
        assert getattr(one, part) == pytest.approx(float(getattr(same, part)))


def test_interval_covers_the_truth_about_as_often_as_it_says():
    hits = [
        one.low <= 0.2 <= one.high for one in (ratio.estimate(*sums(*rows(200, 0.2))) for _ in range(1000))
    ]
    assert np.mean(hits) == pytest.approx(0.95, abs=0.025)


@pytest.mark.parametrize(
    ("given", "value", "limits_known"),
    [
        ((0, 0, 0, 0, 0, 0), np.nan, False),
        ((1, 2, 4, 4, 8, 16), 0.5, False),
        ((3, 5, 0, 25, 0, 0), np.nan, False),
        ((3, 0, 6, 0, 0, 14), 0.0, True),
        ((None, 1, 2, 1, 2, 4), 0.5, False),
        ((3, 6, 12, 12, 24, 48), 0.5, True),
    ],
)
def test_edges(given, value, limits_known):
    one = ratio.estimate(*given)
    assert one.value == pytest.approx(value, nan_ok=True)
    assert np.isfinite([one.low, one.high]).all() == limits_known
