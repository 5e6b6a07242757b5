"""A number with an interval against a limit: both looks, both directions, both kinds of limit."""

import numpy as np
import pytest
from scipy import stats

from tidegauge.stats import mean, proportion
from tidegauge.stats.estimate import Difference, Estimate, floats
from tidegauge.stats.limits.excess import of_difference, of_estimate, of_estimates


def test_one_look_is_the_textbooks_test_of_non_inferiority() -> None:
    # scipy's normal distribution: the one-sided test of a difference beyond a margin.
    change = mean.difference((2000, 8000.0, 34000.0), (2000, 7600.0, 30880.0))
    found = of_difference(change, 0.1, worse=-1, planned=None)
    error = float(change.high - change.low) / 2 / 1.959964
    assert found.p_value == pytest.approx(stats.norm.sf(found.value / error), rel=1e-3)
    assert found.value == pytest.approx(0.1)


def test_what_holds_at_every_look_is_wider() -> None:
    change = proportion.difference((840, 1000), (800, 1000))
    one, every = (of_difference(change, 0.03, worse=-1, planned=at) for at in (None, 2000))
    assert every.low < one.low < one.value == every.value < one.high < every.high
    assert every.p_value > one.p_value


def test_the_direction_that_is_worse_turns_the_sign() -> None:
    change = Difference(*floats(0.05, 0.03, 0.09, 0.001, 500, 500))
    up, down = (of_difference(change, 0.0, worse=worse, planned=None) for worse in (1, -1))
    assert (up.low, up.high) == pytest.approx((0.03, 0.09))
    assert (down.low, down.high) == pytest.approx((-0.09, -0.03))
    assert down.p_value == 1.0


def test_a_ratio_of_the_baseline_is_the_limit() -> None:
    before, after = (Estimate(*floats(value, value - 1, value + 1, 400)) for value in (10.0, 13.0))
    found = of_estimates(before, after, 1.2, worse=1, planned=None)
    assert found.value == pytest.approx(1.0)
    assert found.low == pytest.approx(1.0 - np.hypot(1.0, 1.2))
    assert not found.within
    lower = of_estimates(before, after, 1.5, worse=1, planned=None)
    assert lower.within


def test_a_budget_has_no_interval_of_its_own() -> None:
    found = of_estimate(Estimate(*floats(5.0, 4.0, 7.0, 100)), 4.5, worse=1, planned=None)
    assert (found.value, found.low, found.high) == pytest.approx((0.5, -0.5, 2.5))


def test_what_is_not_known_says_nothing() -> None:
    nan = Difference(*floats(np.nan, np.nan, np.nan, np.nan, 1, 1))
    assert not of_difference(nan, 0.1, worse=1, planned=100).known
