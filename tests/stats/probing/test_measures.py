"""Outcomes, lengths and speed. Authorities: scipy's t tests, Newcombe's interval as `proportion` has it from his paper."""

import numpy as np
import pytest
from scipy import stats

from tidegauge.stats import proportion
from tidegauge.stats.probing.lengths import lengths
from tidegauge.stats.probing.outcomes import outcomes
from tidegauge.stats.probing.speed import speed


def test_outcomes_of_two_categories_are_a_difference_of_shares() -> None:
    change, whole = outcomes([60, 4], [5, 3]), proportion.difference((4, 64), (3, 8))
    assert (change.value, change.low, change.high) == (whole.value, whole.low, whole.high)
    assert float(change.p_value) == pytest.approx(stats.fisher_exact([[60, 4], [5, 3]]).pvalue)


def test_outcomes_of_several_are_the_total_variation() -> None:
    before, now = np.array([50, 10, 4]), np.array([10, 8, 6])
    assert float(outcomes(before, now).value) == pytest.approx(np.abs(before / 64 - now / 24).sum() / 2)


def test_no_answers_are_not_known() -> None:
    assert np.isnan(outcomes([0, 0], [3, 1]).value)
    assert np.isnan(lengths([]).value)
    assert np.isnan(speed([], [400.0]).value)


def test_speed_is_students_t_on_logarithms() -> None:
    before, now = [400.0, 420, 390, 405, 410], [500.0, 480, 530]
    whole = stats.ttest_ind(np.log(now), np.log(before))
    change = speed(before, now)
    interval = whole.confidence_interval(0.95)
    assert float(change.p_value) == pytest.approx(whole.pvalue)
    assert [float(change.low), float(change.high)] == pytest.approx(np.expm1([interval.low, interval.high]))


def test_one_run_is_held_against_a_prediction() -> None:
    # Hahn and Meeker: one new observation lies within mean ± t s sqrt(1 + 1/n).
    before = np.log([400.0, 420, 390, 405, 410, 398, 402, 411])
    half = stats.t.ppf(0.975, 7) * before.std(ddof=1) * np.sqrt(1 + 1 / 8)
    edge = float(np.exp(before.mean() + half))
    assert float(speed(np.exp(before), [edge]).p_value) == pytest.approx(0.05)


def test_a_length_is_held_against_its_own_case() -> None:
    # Long and short questions: the cases differ tenfold, and none of them moved.
    rng = np.random.default_rng(3)
    cases = [(base * rng.lognormal(0, 0.1, 8), base * rng.lognormal(0, 0.1, 1)) for base in (20, 60, 200)]
    change = lengths(cases)
    assert change.low < 0 < change.high
    shorter = lengths([(before, now * 0.5) for before, now in cases])
    assert float(shorter.value) == pytest.approx((1 + float(change.value)) * 0.5 - 1)


def test_answers_that_never_vary_have_an_interval_without_width() -> None:
    change = lengths([([50.0] * 8, [50.0])] * 4)
    assert (float(change.value), float(change.low), float(change.high)) == (0.0, 0.0, 0.0)
