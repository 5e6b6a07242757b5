"""Slopes through zero against numpy's least squares and scipy's t, and their false alarms."""

import numpy as np
import pytest
from scipy import stats

from tidegauge.stats.worsening import from_usual


def test_slope_and_p_value_are_those_of_least_squares():
    y = np.array([0.2, -0.1, 0.5, 0.4, 0.9, 0.7, 1.2])
    x = np.arange(1.0, 8.0)
    slope, residual, *_ = np.linalg.lstsq(x[:, None], y)
    error = np.sqrt(residual[0] / 6 / (x**2).sum())
    found = from_usual(y)
    assert found.value == pytest.approx(slope[0])
    assert found.p_value == pytest.approx(2 * stats.t.sf(slope[0] / error, 6))
    assert [found.low, found.high] == pytest.approx(list(stats.t.interval(0.95, 6, slope[0], error)))


def test_a_step_within_the_days_is_seen_too():
    found = from_usual(np.array([0.0, 0.1, -0.1, 1.0, 1.1, 0.9, 1.0]))
    assert found.value > 0
    assert found.p_value < 0.01


def test_days_without_a_value_keep_their_place():
    assert from_usual([1, 2, np.nan, 4, 5, 6, 7]).value == pytest.approx(1.0)


def test_too_few_days_are_no_line():
    assert from_usual([1.0, 2.0, 3.0, 4.0]) is None
    assert from_usual([np.nan] * 7) is None


def test_false_alarms_are_as_rare_as_promised():
    random = np.random.default_rng(4)
    alarms = sum(from_usual(random.normal(0, 1, 7)).p_value < 0.05 for _ in range(2000))
    assert 70 <= alarms <= 130


def test_no_scatter_at_all():
    assert from_usual(np.zeros(7)).p_value == 1.0
    assert from_usual(np.arange(1.0, 8.0)).p_value < 1e-12
