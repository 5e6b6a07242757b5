"""Means from running sums against scipy's t tests on the raw values."""

import numpy as np
import pytest
from scipy.stats import ttest_1samp, ttest_ind, ttest_ind_from_stats

from tidegauge.stats import mean

RANDOM = np.random.default_rng(7)
SCORES = (RANDOM.normal(4.2, 0.6, 30), RANDOM.normal(4.0, 0.9, 11))
COSTS = (RANDOM.lognormal(-6, 1.5, 400), RANDOM.lognormal(-5.8, 1.5, 150))


def sums(x):
    return x.size, x.sum(), (x * x).sum()


@pytest.mark.parametrize("level", [0.9, 0.95])
@pytest.mark.parametrize("values", [*SCORES, *COSTS, np.array([1.0, 2.0])])
def test_interval_equals_scipy(values, level):
    one, expected = mean.estimate(*sums(values), level), ttest_1samp(values, 0).confidence_interval(level)
    assert one.value == pytest.approx(values.mean())
    assert (one.low, one.high) == pytest.approx((expected.low, expected.high), rel=1e-9)


@pytest.mark.parametrize(("reference", "current"), [SCORES, COSTS, (SCORES[1], np.array([1.0, 5.0]))])
def test_welch_equals_scipy(reference, current):
    change = mean.difference(sums(reference), sums(current))
    expected = ttest_ind(current, reference, equal_var=False)
    assert change.p_value == pytest.approx(expected.pvalue, rel=1e-9)
    assert (change.low, change.high) == pytest.approx(tuple(expected.confidence_interval(0.95)), rel=1e-9)


def test_welch_equals_scipy_from_published_moments():
    n, average, deviation = np.array([13.0, 11.0]), np.array([15.0, 12.0]), np.sqrt([87.5, 39.0])
    parts = (n, n * average, (n - 1) * deviation**2 + n * average**2)
    change = mean.difference(tuple(p[0] for p in parts), tuple(p[1] for p in parts))
    expected = ttest_ind_from_stats(15.0, deviation[0], 13, 12.0, deviation[1], 11, equal_var=False)
    assert change.p_value == pytest.approx(expected.pvalue, rel=1e-9)


@pytest.mark.parametrize(
    ("given", "value", "low", "high"),
    [
        ((0, 0, 0), np.nan, np.nan, np.nan),
        ((1, 3, 9), 3.0, np.nan, np.nan),
        ((2, 0, 0), 0.0, 0.0, 0.0),
        ((None, 3, 9), np.nan, np.nan, np.nan),
        ((5, np.nan, 9), np.nan, np.nan, np.nan),
        ((5, np.inf, np.inf), np.inf, np.nan, np.nan),
    ],
)
def test_edges(given, value, low, high):
    one = mean.estimate(*given)
    assert (one.value, one.low, one.high) == pytest.approx((value, low, high), nan_ok=True)


@pytest.mark.parametrize(
    ("reference", "current", "p_value"),
    [((1, 2, 4), (9, 9, 20), np.nan), ((5, 0, 0), (7, 0, 0), 1.0), ((0, 0, 0), (9, 9, 20), np.nan)],
)
def test_edges_of_a_difference(reference, current, p_value):
    assert mean.difference(reference, current).p_value == pytest.approx(p_value, nan_ok=True)


def test_a_constant_column_summed_in_floating_point_does_not_change():
    n1, n2 = 1_000_000, 999_983
    reference = (n1, sum([0.1] * n1), sum([0.1 * 0.1] * n1))
    current = (n2, 0.1 * n2, 0.1 * 0.1 * n2)
    assert mean.difference(reference, current).p_value > 0.9


def test_a_constant_column_that_takes_another_value_does_change():
    assert mean.difference((500, 500, 500), (500, 1000, 2000)).p_value < 1e-12


def test_sums_that_lost_their_digits_never_give_a_certain_interval():
    seconds = 1.7e9 + np.random.default_rng(1).normal(0, 100, 1000)
    one = mean.estimate(*sums(seconds))
    assert one.low < seconds.mean() - 6 < seconds.mean() + 6 < one.high


def test_segments_are_computed_at_once_as_one_by_one():
    change = mean.difference(([30, 1], [60, 2], [150, 4]), ([40, 40], [90, 90], [250, 250]))
    alone = mean.difference((30, 60, 150), (40, 90, 250))
    assert change.p_value[0] == alone.p_value
    assert np.isnan(change.p_value[1])
