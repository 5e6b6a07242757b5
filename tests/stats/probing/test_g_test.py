"""Authority: scipy.stats.power_divergence and chi2_contingency with lambda_="log-likelihood"."""

import numpy as np
import pytest
from scipy import stats

from tidegauge.stats.probing.exact import exact_p
from tidegauge.stats.probing.g_test import categories_p, g_test


@pytest.mark.parametrize(
    ("reference", "current"),
    [([400, 80], [120, 120]), ([30, 4, 9], [8, 6, 2]), ([50, 0, 3], [9, 4, 1]), ([500, 20, 1], [480, 30, 9])],
)
def test_it_is_the_log_likelihood_ratio(reference: list[int], current: list[int]) -> None:
    table = np.array([reference, current], dtype=float)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    cells = stats.power_divergence(
        table.ravel(), expected.ravel(), ddof=table.size - 1 - (table.shape[1] - 1), lambda_="log-likelihood"
    )
    found = g_test(reference, current)
    assert found.statistic == pytest.approx(cells.statistic)
    assert found.p_value == pytest.approx(cells.pvalue)
    whole = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood")
    assert (found.statistic, found.freedom) == (pytest.approx(whole.statistic), whole.dof)


def test_categories_that_nobody_has_count_for_nothing() -> None:
    assert g_test([40, 0, 8], [12, 0, 12]).freedom == 1
    assert g_test([40], [12]).p_value == g_test([0, 0], [1, 2]).p_value == 1.0


def test_few_answers_are_counted_and_many_are_not() -> None:
    assert categories_p([62, 2], [5, 3]) == exact_p([62, 2], [5, 3])
    many = [9_000] * 4, [9_000, 9_000, 9_300, 8_700]
    assert categories_p(*many) == g_test(*many).p_value
