"""The test of two rates against scipy's Fisher and chi-squared tests."""

import itertools

import numpy as np
import pytest
from scipy.stats import chi2_contingency, fisher_exact

from tidegauge.stats.drift._rate import fisher, rate_p_value


def test_fisher_equals_scipy_on_every_small_table():
    tables = [(x, n, y, m) for n, m in ((5, 7), (9, 4), (6, 6)) for x in range(n + 1) for y in range(m + 1)]
    found = fisher(*np.array(tables, float).T)
    expected = [fisher_exact([[x, n - x], [y, m - y]]).pvalue for x, n, y, m in tables]
    assert found.tolist() == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("n", "m"), [(1_000_000, 1_000_000), (30, 1_000_000), (200_000, 150)])
def test_fisher_equals_scipy_on_large_windows(n, m):
    for x, y in itertools.product((0, 1, 4), (0, 2, 9)):
        if x + y:
            found = fisher(*(np.array([float(count)]) for count in (x, n, y, m)))
            assert found == pytest.approx(fisher_exact([[x, n - x], [y, m - y]]).pvalue, rel=1e-6)


def test_the_rarer_side_decides_which_test():
    # 3 against 0 of 2,000: Fisher. 1,997 against 2,000 of 2,000 is the same table. 40 against 80: the score test.
    few, most, many = rate_p_value([3, 1_997, 40], 2_000, [0, 2_000, 80], 2_000)
    assert few == pytest.approx(fisher_exact([[3, 1_997], [0, 2_000]]).pvalue, rel=1e-9)
    assert most == pytest.approx(few, rel=1e-9)
    assert many == pytest.approx(
        chi2_contingency([[40, 1_960], [80, 1_920]], correction=False).pvalue, rel=1e-9
    )


def test_two_rates_of_0_or_of_1_are_alike_and_no_rows_have_no_p_value():
    assert rate_p_value([0, 9, 0], [5, 9, 0], [0, 4, 1], [7, 4, 9]).tolist() == pytest.approx(
        [1, 1, np.nan], nan_ok=True
    )
