"""Proportions against Newcombe's printed tables, scipy's Wilson interval and scipy's chi-squared test."""

import numpy as np
import pytest
from scipy.stats import binomtest, chi2_contingency

from tidegauge.stats import proportion


# Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3 (Wilson); R: prop.test(k, n, correct=FALSE).
@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_is_the_printed_one(k, n, low, high):
    share = proportion.estimate(k, n)
    assert (share.low, share.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
@pytest.mark.parametrize(("k", "n"), [(0, 1), (1, 1), (3, 7), (50, 50), (17, 100_000), (10**9, 10**9)])
def test_wilson_equals_scipy(k, n, level):
    share = proportion.estimate(k, n, level)
    expected = binomtest(k, n).proportion_ci(level, method="wilson") if n < 10**6 else None
    assert share.value == k / n
    assert 0 <= share.low <= share.value <= share.high <= 1
    if expected:
        assert (share.low, share.high) == pytest.approx((expected.low, expected.high), abs=1e-12)


@pytest.mark.parametrize(
    ("k", "n"), [(0, 0), (1, 0), (5, 4), (-1, 4), (None, 4), (1, None), (np.inf, np.inf), (np.nan, 9)]
)
def test_what_cannot_be_a_share_is_nan(k, n):
    share = proportion.estimate(k, n)
    assert np.isnan([share.value, share.low, share.high]).all()


# Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10 (hybrid score), examples (a) to (h).
@pytest.mark.parametrize(
    ("current", "reference", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_difference_is_the_printed_one(current, reference, low, high):
    change = proportion.difference(reference, current)
    assert (change.low, change.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("table", [(880, 120, 850, 150), (1, 9, 5, 5), (0, 40, 7, 33), (3, 0, 1, 2)])
def test_p_value_equals_chi_squared_without_continuity(table):
    k1, rest1, k2, rest2 = table
    change = proportion.difference((k1, k1 + rest1), (k2, k2 + rest2))
    expected = chi2_contingency([[k1, rest1], [k2, rest2]], correction=False).pvalue
    assert change.p_value == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("reference", "current", "p_value"),
    [((0, 9), (0, 4), 1.0), ((9, 9), (4, 4), 1.0), ((0, 0), (1, 4), np.nan), ((1, 4), (0, 0), np.nan)],
)
def test_p_value_where_nothing_varies_or_nothing_is_known(reference, current, p_value):
    assert proportion.difference(reference, current).p_value == pytest.approx(p_value, nan_ok=True)


def test_segments_are_computed_at_once_as_one_by_one():
    k1, n1, k2, n2 = [1, 0, 30], [9, 0, 100], [2, 5, 50], [8, 10, 90]
    together = proportion.difference((k1, n1), (k2, n2))
    for i in range(3):
        alone = proportion.difference((k1[i], n1[i]), (k2[i], n2[i]))
        assert together.low[i] == pytest.approx(float(alone.low), nan_ok=True)
        assert together.p_value[i] == pytest.approx(float(alone.p_value), nan_ok=True)


def test_swapping_the_windows_mirrors_the_change():
    there, back = proportion.difference((3, 40), (9, 50)), proportion.difference((9, 50), (3, 40))
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))


def test_interval_covers_the_truth_about_as_often_as_it_says():
    random = np.random.default_rng(20261121)
    change = proportion.difference((random.binomial(60, 0.1, 4000), 60), (random.binomial(90, 0.2, 4000), 90))
    assert np.mean((change.low <= 0.1) & (change.high >= 0.1)) == pytest.approx(0.95, abs=0.015)
