"""Wasserstein and energy distance against scipy, from values and from buckets."""

import numpy as np
import pytest
from scipy.stats import energy_distance, wasserstein_distance

from tidegauge.stats.drift import energy, wasserstein, wasserstein_per_iqr, wasserstein_per_std
from tidegauge.stats.drift._pair import NumberPair, number_pair

RANDOM = np.random.default_rng(6)
SHAPES = {
    "normal": (RANDOM.normal(size=4_000), RANDOM.normal(size=3_000) + 0.2),
    "skewed": (RANDOM.lognormal(7, 0.8, 4_000), 1.15 * RANDOM.lognormal(7, 0.8, 3_000)),
    "heavy tail": (RANDOM.pareto(1.1, 4_000), 1.2 * RANDOM.pareto(1.1, 3_000)),
    "integers": (RANDOM.poisson(4, 4_000), RANDOM.poisson(5, 3_000)),
    "far from zero": (1e9 + 1e-3 * RANDOM.normal(size=4_000), 1e9 + 1e-3 * RANDOM.normal(size=3_000)),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_values_give_what_scipy_gives(shape):
    first, second = SHAPES[shape]
    found, expected = wasserstein.METHOD.exact(first, second), wasserstein_distance(first, second)
    assert found.value == pytest.approx(expected, rel=1e-9)
    assert energy.METHOD.exact(first, second).value == pytest.approx(energy_distance(first, second), rel=1e-9)
    std, iqr = np.std(first), np.subtract(*np.quantile(first, [0.75, 0.25], method="inverted_cdf"))
    assert wasserstein_per_std.METHOD.exact(first, second).value == pytest.approx(expected / std, rel=1e-6)
    assert wasserstein_per_iqr.METHOD.exact(first, second).value == pytest.approx(expected / iqr, rel=1e-6)


def test_a_heavy_tail_that_grew_is_exact_from_buckets():
    # A quantile grid says 0.242 where 0.161 is true (256 edges): here the sums carry the tail.
    first, second = RANDOM.lognormal(7, 0.8, 20_000), 1.15 * RANDOM.lognormal(7, 0.8, 20_000)
    second[:3] *= 1_000
    found = wasserstein.METHOD.binned(number_pair(first, second, bins=256))
    assert found.value == pytest.approx(wasserstein_distance(first, second), rel=2e-3)
    assert found.error < 0.01 * found.value


def test_a_bucket_in_which_the_difference_keeps_its_sign_is_exact_by_its_sums_alone():
    # 10 rows in 0..10 on either side, nothing else known; the reference is below and stays there.
    pair = NumberPair(
        lower=np.array([-1.0, 0.0, 20.0]),
        upper=np.array([-1.0, 10.0, 20.0]),
        reference=np.array([10.0, 10.0, 0.0]),
        current=np.array([0.0, 10.0, 10.0]),
        reference_sum=np.array([-10.0, 20.0, 0.0]),
        current_sum=np.array([0.0, 80.0, 200.0]),
        reference_squares=100.0,
        current_squares=5_000.0,
    )
    found = wasserstein.METHOD.binned(pair)
    assert found.value == pytest.approx((280 - 10) / 20)
    assert found.error < 1e-12


def test_a_crossing_inside_of_a_bucket_is_within_the_error():
    first, second = np.repeat([2.0, 8.0], 50), np.repeat([4.0, 6.0], 50)
    pair = NumberPair(*(np.array([x]) for x in (2.0, 8.0, 100.0, 100.0, 500.0, 500.0)), 3_400.0, 2_600.0)
    found = wasserstein.METHOD.binned(pair)
    assert found.value == 0
    assert found.error >= wasserstein_distance(first, second) == 2


def test_no_drift_is_the_mean_of_draws():
    random = np.random.default_rng(2)
    drawn = [
        wasserstein.METHOD.exact(random.lognormal(size=900), random.lognormal(size=600)) for _ in range(300)
    ]
    chance = np.mean([found.no_drift for found in drawn])
    assert np.mean([found.value for found in drawn]) == pytest.approx(chance, rel=0.06)
    first, second = random.lognormal(size=900), random.lognormal(size=600)
    binned = wasserstein.METHOD.binned(number_pair(first, second, 64))
    assert binned.no_drift == pytest.approx(wasserstein.METHOD.exact(first, second).no_drift, rel=0.01)


def test_a_reference_without_spread_has_no_unit_to_measure_by():
    flat, other = np.full(9, 5.0), np.array([5.0, 6.0])
    assert wasserstein.METHOD.exact(flat, other).value == 0.5
    assert np.isnan(wasserstein_per_std.METHOD.exact(flat, other).value)
    assert np.isnan(wasserstein_per_iqr.METHOD.exact(flat, other).value)
