"""The two-sample chi-squared test against scipy, with and without sparse cells."""

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from tidegauge.stats.drift import chi_squared, cramers_v
from tidegauge.stats.drift._contingency import contingency
from tidegauge.stats.drift._pair import category_pair


@pytest.mark.parametrize("seed", range(5))
def test_equals_scipy_where_no_cell_is_sparse(seed):
    random = np.random.default_rng(seed)
    table = random.integers(20, 300, (2, 3 + seed)).astype(float)
    expected = chi2_contingency(table, correction=False)
    found = contingency(*table)
    assert (found.statistic, found.p_value) == pytest.approx((expected.statistic, expected.pvalue), rel=1e-9)
    assert found.freedom == expected.dof


def test_cells_in_which_fewer_than_5_are_expected_are_one():
    table = np.array([[90, 60, 3, 1, 0], [80, 70, 2, 4, 5]], float)
    expected = chi2_contingency([[90, 60, 4], [80, 70, 11]], correction=False)
    assert contingency(*table).p_value == pytest.approx(expected.pvalue, rel=1e-9)


def test_two_hundred_values_in_small_windows_raise_no_more_alarms_than_they_should():
    random, shares = np.random.default_rng(9), 1 / np.arange(1, 201) ** 1.1
    draws = random.multinomial(1_000, shares / shares.sum(), (600, 2)).astype(float)
    assert np.mean([contingency(*pair).p_value < 0.05 for pair in draws]) <= 0.06


def test_one_value_is_no_difference_and_no_rows_are_no_test():
    one = contingency(np.array([5.0]), np.array([9.0]))
    assert (one.statistic, one.freedom, one.p_value) == (0, 0, 1)
    assert np.isnan(contingency(np.array([5.0]), np.array([0.0])).p_value)


def test_cramers_v_does_not_grow_with_the_rows():
    few, many = ({"a": 50 * times, "b": 30 * times} for times in (1, 100))
    now, more = ({"a": 40 * times, "b": 40 * times} for times in (1, 100))
    small, large = (cramers_v.METHOD.binned(category_pair(*pair)) for pair in ((few, now), (many, more)))
    assert small.value == pytest.approx(large.value, rel=1e-12)
    assert chi_squared.METHOD.binned(category_pair(many, more)).p_value < small.p_value
