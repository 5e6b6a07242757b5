"""Tail probabilities of windows: scipy's binomial and normal distributions, and simulation."""

import numpy as np
import pytest
from scipy import stats

from tidegauge.stats.alerting.sums import Sums
from tidegauge.stats.alerting.surprise import of_amount, of_mean, of_rate
from tidegauge.stats.alerting.usual import Usual


def one(*values: float) -> np.ndarray:
    return np.array([values])


@pytest.mark.parametrize(
    ("hits", "rows", "level"), [(0, 40, 0.01), (3, 40, 0.01), (603, 848, 0.7), (40, 40, 0.9)]
)
def test_tails_of_a_share_are_the_binomial_s(hits: int, rows: int, level: float) -> None:
    now = Sums(*map(one, (rows, hits, rows, hits, hits, rows)))
    high, low = of_rate(now, Usual(one(level), one(np.inf), one(level * (1 - level))), np.ones(1))
    assert high[0, 0] == pytest.approx(stats.binom.sf(hits - 1, rows, level), rel=1e-9)
    assert low[0, 0] == pytest.approx(stats.binom.cdf(hits, rows, level), rel=1e-9)


def test_rows_that_vary_twice_as_much_count_half() -> None:
    now = Sums(*map(one, (100.0, 12.0, 100.0, 12.0, 12.0, 100.0)))
    usual = Usual(one(0.05), one(np.inf), one(0.0475))
    high, _ = of_rate(now, usual, np.array([2.0]))
    # Korn and Graubard (1998): the beta function at 50 effective rows with 6 effective hits.
    assert high[0, 0] == pytest.approx(stats.beta.cdf(0.05, 6, 45), rel=1e-9)


def test_a_window_without_rows_or_without_a_baseline_says_nothing() -> None:
    nothing = Sums(*map(one, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)))
    some = Sums(*map(one, (10.0, 1.0, 10.0, 1.0, 1.0, 10.0)))
    usual = Usual(one(0.05), one(100.0), one(0.0475))
    assert np.isnan(of_rate(nothing, usual, np.ones(1))).all()
    assert np.isnan(of_rate(some, Usual(one(np.nan), one(0.0), one(np.nan)), np.ones(1))).all()
    assert np.isnan(of_mean(nothing, usual, np.ones(1))).all()


def test_a_mean_is_as_surprising_as_its_normal_distance() -> None:
    now = Sums(*map(one, (400.0, 1640.0, 400.0, 6900.0, 1640.0, 400.0)))
    usual = Usual(one(4.0), one(1200.0), one(0.5))
    high, low = of_mean(now, usual, np.array([1.5]))
    error = np.sqrt(0.5 * 1.5 * (1 / 400 + 1 / 1200))
    assert high[0, 0] == pytest.approx(stats.norm.sf(0.1 / error), rel=1e-9)
    assert low[0, 0] == pytest.approx(stats.norm.cdf(0.1 / error), rel=1e-9)


def test_a_level_that_stands_on_few_rows_itself_makes_no_window_surprising_too_often() -> None:
    random = np.random.default_rng(3)
    runs, n, before, level = 20_000, 200, 600, 0.05
    hits, earlier = random.binomial(n, level, runs), random.binomial(before, level, runs)
    wide = np.full((1, runs), 1.0)
    now = Sums(n * wide, hits * wide, n * wide, hits * wide, hits * wide, n * wide)
    found = earlier / before
    high, low = of_rate(now, Usual(found * wide, before * wide, wide), np.ones(runs))
    # Rate 0.01 and binomial error over 20,000 runs: beyond 0.0125 is 3.5 standard errors.
    assert np.mean(high < 0.01) < 0.0125
    assert np.mean(low < 0.01) < 0.0125


@pytest.mark.parametrize("level", [0.5, 3.0, 10.0, 250.0])
def test_tails_of_a_count_are_poisson_s(level: float) -> None:
    counts = np.arange(0.0, 400.0)[:, None]
    ones = np.ones_like(counts)
    usual = Usual(level * ones, np.inf * ones, level * ones)
    high, low = of_amount(Sums(counts, counts, ones, counts, counts, ones), usual, np.ones(1))
    assert np.allclose(high[:, 0], stats.poisson.sf(counts[:, 0] - 1, level), rtol=1e-6, atol=1e-300)
    assert np.allclose(low[:, 0], stats.poisson.cdf(counts[:, 0], level), rtol=1e-6, atol=1e-300)


def test_a_total_of_bursts_is_one_of_fewer_events() -> None:
    now = Sums(*map(one, (6.0, 30.0, 1.0, 200.0, 30.0, 1.0)))
    high, _ = of_amount(now, Usual(one(12.0), one(np.inf), one(48.0)), np.array([1.5]))
    # Variance 72 at mean 12: as if two events of 6 were usual and five were seen.
    assert high[0, 0] == pytest.approx(stats.poisson.sf(4, 2), rel=1e-9)
