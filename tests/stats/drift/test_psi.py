"""The PSI's cells: nulls, new values, ties; and its level of chance against draws."""

import numpy as np
import pytest

from tidegauge.stats.drift import jensen_shannon, psi
from tidegauge.stats.drift._cells import cells
from tidegauge.stats.drift._pair import category_pair
from tidegauge.stats.drift._steps import of_values


def test_nulls_are_a_cell_of_their_own_here_and_left_out_elsewhere():
    values = np.arange(1_000.0)
    spoilt = np.where(values % 10 == 0, np.nan, values)
    assert psi.METHOD.exact(values, spoilt).value > 0.5
    assert jensen_shannon.METHOD.exact(values, spoilt).value < 0.001


def test_ties_merge_deciles():
    zeros = np.array([0.0] * 65 + list(range(1, 36)))
    assert cells(of_values(zeros, zeros)).reference.tolist() == [65, 5, 10, 10, 10]


def test_a_new_value_is_large_and_not_infinite():
    found = psi.METHOD.binned(category_pair({"a": 1_000}, {"a": 900, "b": 100}))
    assert 0.4 < found.value < 1


def test_an_outlier_does_not_swallow_the_range():
    # Equal widths over both windows would put all but one row into one bin.
    random = np.random.default_rng(1)
    before, now = random.normal(size=5_000), random.normal(size=5_000) + 0.3
    assert psi.METHOD.exact(before, np.append(now, 1e9)).value == pytest.approx(
        psi.METHOD.exact(before, now).value, rel=0.01
    )


@pytest.mark.parametrize(("n", "m"), [(500, 500), (5_000, 800)])
def test_bias_and_critical_value_are_those_of_draws(n, m):
    random = np.random.default_rng(2)
    drawn = [psi.METHOD.exact(random.random(n), random.random(m)) for _ in range(1_000)]
    values = np.array([found.value for found in drawn])
    assert values.mean() == pytest.approx(drawn[0].no_drift, rel=0.06)
    assert np.mean(values > psi.critical_value(10, n, m)) == pytest.approx(0.05, abs=0.02)
    assert np.mean([found.p_value < 0.05 for found in drawn]) == pytest.approx(0.05, abs=0.02)
