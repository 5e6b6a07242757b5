"""The spread of a score: numpy's standard deviation, and coverage of its interval for a skewed score."""

import numpy as np
import pytest

from tidegauge.stats.limits.steadiness import log_deviation


def test_it_is_numpys_standard_deviation() -> None:
    values = np.repeat([1.0, 2.0, 3.0, 4.0, 5.0], [4, 10, 30, 60, 90])
    found = log_deviation([1, 2, 3, 4, 5], [4, 10, 30, 60, 90])
    assert float(np.exp(found.value)) == pytest.approx(values.std(ddof=1))


def test_its_interval_holds_the_truth_of_a_skewed_score() -> None:
    random, chances = np.random.default_rng(2), np.array([0.04, 0.06, 0.15, 0.3, 0.45])
    at = np.arange(1, 6)
    truth = 0.5 * np.log((chances * at**2).sum() - (chances * at).sum() ** 2)
    found = [log_deviation(at, random.multinomial(500, chances)) for _ in range(400)]
    assert np.mean([one.low <= truth <= one.high for one in found]) == pytest.approx(0.95, abs=0.03)


def test_without_spread_it_is_not_known() -> None:
    assert np.isnan(log_deviation([3], [100]).value)
