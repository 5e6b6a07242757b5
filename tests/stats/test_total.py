"""Totals against scipy's Poisson and normal distributions and a seeded compound Poisson process."""

import numpy as np
import pytest
from scipy.stats import norm, poisson

from tidegauge.stats import total


@pytest.mark.parametrize("n", [1, 10, 100, 25_000])
def test_counts_have_the_exact_poisson_interval(n):
    # Garwood's definition: under each limit, a count this far out has probability 2.5 %.
    calls = total.count(n)
    assert poisson.sf(n - 1, calls.low) == pytest.approx(0.025)
    assert poisson.cdf(n, calls.high) == pytest.approx(0.025)


def test_no_events_have_the_upper_limit_of_an_exponential():
    none = total.count(0)
    assert none.low == 0
    assert none.high == pytest.approx(-np.log(0.025))


def test_a_total_of_ones_is_a_count():
    cost, calls = total.estimate(10, 10, 10), total.count(10)
    assert cost.low == pytest.approx(float(calls.low))
    assert cost.high == pytest.approx(float(calls.high))


@pytest.mark.parametrize(
    ("given", "low", "high"),
    [
        ((0, 0, 0), 0.0, np.nan),
        ((2, 0, 50), -norm.ppf(0.975) * 50**0.5, norm.ppf(0.975) * 50**0.5),
        ((1, -4, 16), -4 - norm.ppf(0.975) * 4, -4 + norm.ppf(0.975) * 4),
        ((None, None, None), np.nan, np.nan),
        ((10**9, 1e9, 1e9), 1e9 - norm.ppf(0.975) * 1e9**0.5, 1e9 + norm.ppf(0.975) * 1e9**0.5),
    ],
)
def test_edges(given, low, high):
    one = total.estimate(*given)
    assert (one.low, one.high) == pytest.approx((low, high), rel=1e-6, nan_ok=True)


def test_interval_covers_the_total_expected_about_as_often_as_it_says():
    random = np.random.default_rng(5)
    draws = [np.exp(0.5 * random.standard_normal(n)) for n in random.poisson(100, 2000)]
    one = total.estimate(*np.transpose([(x.size, x.sum(), (x * x).sum()) for x in draws]))
    expected = 100 * np.exp(0.125)
    assert np.mean((one.low <= expected) & (expected <= one.high)) == pytest.approx(0.95, abs=0.015)


def test_relative_change_is_the_log_delta_by_hand():
    # log(130 / 100) with standard error sqrt(1/100 + 1/130); the score z is 30 / sqrt(230).
    change = total.relative_change((100, 100, 100), (130, 130, 130))
    half = norm.ppf(0.975) * (1 / 100 + 1 / 130) ** 0.5
    expected = (0.3, 1.3 * np.exp(-half) - 1, 1.3 * np.exp(half) - 1)
    assert (change.value, change.low, change.high) == pytest.approx(expected)
    assert change.p_value == pytest.approx(2 * norm.sf(30 / 230**0.5))


@pytest.mark.parametrize(
    ("reference", "current", "value", "p_value"),
    [
        ((0, 0, 0), (9, 9, 9), np.nan, 2 * norm.sf(3)),
        ((9, 9, 9), (0, 0, 0), -1.0, 2 * norm.sf(3)),
        ((0, 0, 0), (0, 0, 0), np.nan, 1.0),
        ((4, 8, 16), (4, 8, 16), 0.0, 1.0),
        ((None, None, None), (4, 8, 16), np.nan, np.nan),
    ],
)
def test_edges_of_a_change(reference, current, value, p_value):
    change = total.relative_change(reference, current)
    assert (change.value, change.p_value) == pytest.approx((value, p_value), nan_ok=True)


def test_windows_of_unequal_length_are_compared_by_the_hour():
    week, day = (168, 168, 168), (24, 24, 24)
    change = total.relative_change((168, 168 / 168, 168 / 168**2), (24, 24 / 24, 24 / 24**2))
    assert change.value == pytest.approx(0)
    assert total.relative_change(week, day).value == pytest.approx(24 / 168 - 1)
