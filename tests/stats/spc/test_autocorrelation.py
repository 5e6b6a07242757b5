"""Lag-1 autocorrelation against numpy and scipy, and what becomes of points once it is taken out."""

import numpy as np
import pytest
from scipy.signal import lfilter

from tidegauge.stats.spc import autocorrelation
from tidegauge.stats.spc._records import values
from tidegauge.stats.spc.family import METHODS


def ar_1(phi, points, seed=1):
    """Return a stationary first-order autoregression with standard deviation 1."""
    noise = np.random.default_rng(seed).normal(size=points + 100)
    return lfilter([np.sqrt(1 - phi**2)], [1, -phi], noise)[100:]


def test_the_textbooks_formula():
    """r1 = sum of products of neighbours / sum of squares (Box, Jenkins and Reinsel), over m - 1 and m of them."""
    x = np.random.default_rng(2).normal(size=50).cumsum()
    away = x - x.mean()
    expected = np.correlate(away, away, "full")[50] / (away @ away) * 50 / 49
    assert autocorrelation.lag_1(x) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("phi", [0.0, 0.3, 0.7])
def test_the_correction_leaves_no_bias_at_sixty_points(phi):
    plain = [autocorrelation.lag_1(ar_1(phi, 60, seed)) for seed in range(400)]
    corrected = [autocorrelation.unbiased(r, 60) for r in plain]
    assert np.mean(corrected) == pytest.approx(phi, abs=0.015)


def test_residuals_are_independent_with_standard_deviation_one():
    left = autocorrelation.residuals(ar_1(0.7, 20_000), 0.7)
    assert left.std() == pytest.approx(1, abs=0.02)
    assert autocorrelation.lag_1(left) == pytest.approx(0, abs=0.02)


def test_residuals_across_gaps_still_have_standard_deviation_one():
    x = ar_1(0.7, 40_000)
    x[np.random.default_rng(5).random(x.size) < 0.4] = np.nan
    left = autocorrelation.residuals(x, 0.7)
    assert np.nanstd(left) == pytest.approx(1, abs=0.02)
    assert np.array_equal(np.isnan(left), np.isnan(x))


def test_the_moving_range_misses_what_marginal_gives_back():
    x = ar_1(0.7, 20_000)
    baseline = METHODS["individuals"].fit(values(x))
    assert baseline.sigma * baseline.widening == pytest.approx(1, abs=0.03)


def test_independent_points_are_not_widened():
    found = [METHODS["ewma"].fit(values(ar_1(0.0, 60, seed))).widening > 1 for seed in range(400)]
    assert np.mean(found) < 0.08


@pytest.mark.parametrize("x", [[], [1.0], [1.0, np.nan], [2.0, 2.0, 2.0], [1.0, np.nan, 2.0, np.nan, 3.0]])
def test_where_there_is_nothing_to_tell(x):
    assert autocorrelation.lag_1(np.array(x)) == 0
