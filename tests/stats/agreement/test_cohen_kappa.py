"""Cohen's kappa against statsmodels and scikit-learn, and where it has no meaning."""

import numpy as np
import pytest

from tidegauge.stats.agreement.cohen_kappa import cohen_kappa


# Values: sklearn.metrics.cohen_kappa_score; standard error and interval: statsmodels.stats.inter_rater.cohens_kappa.
def test_equals_statsmodels_and_scikit_learn(judge_oracles):
    for case in judge_oracles["cohen_kappa"]:
        table = case["table"]
        found = cohen_kappa(table, asymptotic=True)
        assert float(found.value) == pytest.approx(case["kappa"], abs=1e-12)
        assert [float(found.low), float(found.high)] == pytest.approx(case["ci95"], abs=1e-12)
        assert float(found.high - found.low) / 2 / 1.959963984540054 == pytest.approx(case["se"], abs=1e-12)
        for weights in ("linear", "quadratic"):
            weighted = cohen_kappa(table, weights)
            assert float(weighted.value) == pytest.approx(case[f"kappa_{weights}"], abs=1e-12)


def test_the_interval_that_is_shown_is_statsmodels_where_that_has_a_width(judge_oracles):
    for case in judge_oracles["cohen_kappa"]:
        found = cohen_kappa(case["table"])
        if case["se"] and "is wide for it" in str(found.note):
            # Counted over every table there is, that interval is too short here: tests/stats/agreement/test_few_answers.py.
            low, high = case["ci95"]
            assert float(found.low) <= low + 1e-12
            assert float(found.high) >= min(high, 1) - 1e-12
        elif case["se"]:
            assert [float(found.low), float(found.high)] == pytest.approx(case["ci95"], abs=1e-12)
        else:
            # Ten of ten agree: Wilson's lower limit of the agreement is .722, chance .5.
            assert (float(found.low), float(found.high)) == pytest.approx((0.445, 1), abs=1e-3)
            assert "never disagree" in found.note


# Fleiss, Cohen and Everitt (1969), against a bootstrap of the same table: 4,000 draws, tolerance 5 %.
@pytest.mark.parametrize("weights", ["none", "linear", "quadratic"])
def test_weighted_standard_errors_are_those_of_a_bootstrap(weights):
    table = np.array([[20, 5, 1], [3, 25, 4], [0, 6, 36]])
    draws = np.random.default_rng(1).multinomial(100, table.ravel() / 100, 4000).reshape(-1, 3, 3)
    spread = np.std([float(cohen_kappa(drawn, weights).value) for drawn in draws])
    found = cohen_kappa(table, weights)
    assert float(found.high - found.low) / 2 / 1.96 == pytest.approx(spread, rel=0.05)


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (np.zeros((2, 2)), "No item"),
        ([[7, 0], [0, 0]], "one and the same answer"),
        ([[7]], "one and the same answer"),
        (np.zeros((0, 0)), "No item"),
    ],
)
def test_nothing_to_agree_about_is_refused(table, says):
    found = cohen_kappa(table)
    assert says in found.refusal
    assert np.isnan([found.value, found.low, found.high]).all()


def test_one_rater_who_always_says_the_same_agrees_as_by_chance():
    found = cohen_kappa([[30, 10], [0, 0]])
    assert float(found.value) == pytest.approx(0)


def test_inverted_labels_lie_below_zero():
    found = cohen_kappa([[5, 45], [40, 10]])
    assert -1 <= found.low < found.high < 0
    assert float(cohen_kappa([[0, 5], [5, 0]]).value) == pytest.approx(-1)


def test_one_item_has_a_wide_interval():
    found = cohen_kappa([[1, 1], [0, 1]])
    assert float(found.high - found.low) > 0.9
