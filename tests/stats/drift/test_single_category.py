"""The single value's test: which value it names, and that looking at many costs what it should."""

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from tidegauge.stats.drift import jensen_shannon, null_share, psi, single_category, total_variation
from tidegauge.stats.drift._pair import CategoryPair, category_pair

BEFORE = {"stop": 88_000, "tool": 10_000, "length": 1_000, "error": 1_000}
NOW = {"stop": 87_400, "tool": 10_000, "length": 1_600, "error": 1_000}


def test_a_rare_value_that_no_distance_shows():
    pair = category_pair(BEFORE, NOW)
    assert psi.METHOD.binned(pair).value < 0.004
    assert jensen_shannon.METHOD.binned(pair).value < 0.001
    assert total_variation.METHOD.binned(pair).value == pytest.approx(0.006)
    found = single_category.METHOD.binned(pair)
    assert (found.at, found.value) == ("length", pytest.approx(0.006))
    # Bonferroni over the four values.
    alone = chi2_contingency([[1_000, 99_000], [1_600, 98_400]], correction=False).pvalue
    assert found.p_value == pytest.approx(4 * alone, rel=1e-9)


def test_new_and_gone_values_are_named():
    assert single_category.METHOD.binned(category_pair(BEFORE, NOW | {"filter": 5_000})).at == "filter"
    assert (
        single_category.METHOD.binned(
            category_pair(BEFORE, {"stop": 88_000, "tool": 10_000, "error": 1_000})
        ).at
        == "length"
    )


def test_all_others_are_not_a_value():
    pair = CategoryPair(("a", "b", "other"), np.array([900.0, 90, 10]), np.array([900.0, 80, 500]), rest=True)
    assert single_category.METHOD.binned(pair).at != "other"


def test_among_200_values_chance_is_found_no_more_often_than_stated():
    random, shares = np.random.default_rng(3), 1 / np.arange(1, 201) ** 1.1
    names = tuple(map(str, range(200)))
    draws = random.multinomial(2_000, shares / shares.sum(), (300, 2)).astype(float)
    found = [single_category.METHOD.binned(CategoryPair(names, *pair)).p_value for pair in draws]
    assert np.mean(np.array(found) < 0.05) <= 0.06


def test_a_share_of_nulls_is_a_change_of_its_own():
    found = null_share.METHOD.exact(np.arange(1_000.0), np.where(np.arange(1_000) < 60, np.nan, 1.0))
    assert found.value == pytest.approx(0.06)
    assert found.p_value == pytest.approx(
        chi2_contingency([[0, 1_000], [60, 940]], correction=False).pvalue, rel=1e-9
    )
    assert null_share.METHOD.exact(np.full(9, np.nan), np.full(9, np.nan)).p_value == 1
