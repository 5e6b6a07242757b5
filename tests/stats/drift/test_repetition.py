"""Repetition: Welch's test of ROUGE-L against scipy."""

import numpy as np
import pytest
from scipy import stats

from tidegauge.stats.drift import repetition


def test_change_is_scipys_welch_test():
    random = np.random.default_rng(1)
    before, after = random.beta(2, 8, 90), random.beta(3, 6, 70)
    found = repetition.change(before, after)
    assert float(found.value) == pytest.approx(after.mean() - before.mean())
    assert float(found.p_value) == pytest.approx(stats.ttest_ind(after, before, equal_var=False).pvalue)


def test_scores_that_are_not_known_do_not_count():
    assert float(repetition.change(np.array([0.2, np.nan, 0.4]), np.array([0.3, 0.3])).n_reference) == 2


def test_a_stuck_model_is_seen():
    random = np.random.default_rng(3)
    words = np.array(
        [
            "where",
            "is",
            "my",
            "order",
            "it",
            "left",
            "the",
            "house",
            "on",
            "monday",
            "and",
            "will",
            "be",
            "there",
            "soon",
        ]
    )
    varied = [" ".join(random.choice(words, 12)) for _ in range(60)]
    stuck = ["I am sorry, I cannot help with that."] * 60
    found = repetition.METHOD.exact(varied, stuck)
    assert found.value > 0.5
    assert found.p_value < 1e-10


def test_a_single_text_repeats_nothing():
    assert repetition.METHOD.exact(["a"], ["b", "c"]).p_value is None
