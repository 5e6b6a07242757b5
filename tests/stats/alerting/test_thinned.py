"""Thinned counts: shares stay, and scipy's chi-squared of the thinned table is the p-value."""

import numpy as np
import pytest
from scipy import stats

from tidegauge.stats.alerting.thinned import thinned
from tidegauge.stats.drift import chi_squared
from tidegauge.stats.drift._pair import category_pair, number_pair


def test_the_test_is_that_of_the_effective_sample() -> None:
    pair = thinned(category_pair({"a": 4000, "b": 1000, "c": 800}, {"a": 3900, "b": 1100, "c": 900}), 4.0)
    expected = stats.chi2_contingency([[1000, 250, 200], [975, 275, 225]], correction=False).pvalue
    assert chi_squared.distance(pair).p_value == pytest.approx(expected, rel=1e-9)


def test_means_of_numbers_stay() -> None:
    random = np.random.default_rng(1)
    pair = number_pair(random.normal(5, 1, 1000), random.normal(6, 1, 500))
    less = thinned(pair, 5.0)
    assert less.current_sum.sum() / less.current.sum() == pytest.approx(pair.current_sum.sum() / 500)
    assert less.reference.sum() == pytest.approx(200)
