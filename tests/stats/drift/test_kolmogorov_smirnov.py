"""Kolmogorov-Smirnov against scipy, its chance against draws, and its buckets against the values."""

import numpy as np
import pytest
from scipy.stats import ks_2samp, kstwo

from tidegauge.stats.drift import kolmogorov_smirnov as ks
from tidegauge.stats.drift._pair import number_pair
from tidegauge.stats.drift._steps import of_pair, of_values


@pytest.mark.parametrize(("n", "m"), [(1, 1), (2, 9), (13, 13), (50, 31), (200, 170), (5, 1_000)])
@pytest.mark.parametrize("shift", [0.0, 0.4, 3.0])
def test_exact_p_value_equals_scipy(n, m, shift):
    random = np.random.default_rng(n * m)
    first, second = random.normal(size=n), random.normal(size=m) + shift
    expected = ks_2samp(first, second, method="exact")
    gap = ks.largest(of_values(first, second))
    assert (gap.size, gap.at, gap.sign) == pytest.approx(
        (expected.statistic, expected.statistic_location, expected.statistic_sign)
    )
    assert ks.exact_p_value(gap.size, n, m) == pytest.approx(expected.pvalue, rel=1e-9)


@pytest.mark.parametrize(
    ("n", "m", "method"), [(200, 200, "exact"), (201, 200, "asymp"), (9, 4_000, "asymp")]
)
def test_method_takes_the_exact_p_value_up_to_200_rows(n, m, method):
    random = np.random.default_rng(1)
    first, second = random.normal(size=n), random.normal(size=m) + 0.1
    found = ks.METHOD.exact(first, second)
    assert found.p_value == pytest.approx(ks_2samp(first, second, method=method).pvalue, rel=1e-9)


@pytest.mark.parametrize("rows", [1_999, 2_000, 20_011, 290_000, 1_000_000, 1_000_001])
@pytest.mark.parametrize("scaled", [0.5, 2.19, 2.2, 2.21, 9.0, 120.0, 369.0, 371.0])
def test_the_tail_of_many_rows_equals_scipy_however_it_is_added_up(rows, scaled):
    size = (scaled / rows) ** 0.5
    expected = kstwo.sf(size, rows)
    # A reference of equal length: nm / (n + m) is half of it.
    assert ks.asymptotic_p_value(size, 2 * rows, 2 * rows) == pytest.approx(expected, rel=2e-7, abs=0)


def test_two_samples_without_a_common_value_are_no_chance():
    assert ks.asymptotic_p_value(1.0, 40_000, 40_000) == 0


def test_no_drift_is_the_mean_of_draws():
    random = np.random.default_rng(2)
    drawn = [ks.METHOD.exact(random.random(900), random.random(600)) for _ in range(300)]
    assert np.mean([found.value for found in drawn]) == pytest.approx(drawn[0].no_drift, rel=0.05)


def test_buckets_miss_no_more_than_the_largest_bucket_holds():
    # Two places within one bucket: the values differ there, the buckets do not.
    first, second = np.repeat([0.0, 0.5, 1.0], 100), np.repeat([0.0, 0.6, 1.0], 100)
    exact, coarse = ks.METHOD.exact(first, second), ks.METHOD.binned(number_pair(first, second, bins=2))
    assert (exact.value, coarse.value) == (pytest.approx(1 / 3), 0)
    assert coarse.error == pytest.approx(1 / 3)


def test_summaries_of_the_same_buckets_merge_by_adding():
    random = np.random.default_rng(3)
    first, second = random.integers(0, 30, 800).astype(float), random.integers(3, 33, 900).astype(float)
    whole = number_pair(first, second)
    halves = [number_pair(np.append(first[part::2], np.arange(33)), second[part::2]) for part in (0, 1)]
    assert sum(half.reference.sum() for half in halves) == whole.reference.sum() + 66
    assert of_pair(whole).rows == (800, 900)
