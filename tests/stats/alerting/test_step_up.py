"""The step-up rule: scipy's own adjustment says the same, window by window."""

import numpy as np
from scipy import stats

from tidegauge.stats.alerting.step_up import found


def test_it_finds_what_scipy_s_adjustment_finds() -> None:
    random = np.random.default_rng(7)
    p_values = random.random((200, 40)) ** 2
    levels = random.choice([0.01, 0.05, 0.1], 200)
    mine = found(p_values, levels)
    for window in range(200):
        adjusted = stats.false_discovery_control(p_values[window])
        assert (mine[window] == (adjusted <= levels[window])).all()


def test_segments_without_a_p_value_do_not_count() -> None:
    p_values = np.array([[0.03, np.nan, np.nan], [np.nan, np.nan, np.nan]])
    assert found(p_values, np.array([0.05, 0.05])).tolist() == [[True, False, False], [False, False, False]]


def test_without_segments_none_is_found() -> None:
    assert found(np.empty((2, 0)), np.array([0.05, 0.05])).shape == (2, 0)
