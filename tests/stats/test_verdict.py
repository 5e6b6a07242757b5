"""The decision rule: its three answers, its edges, and how often each comes up under a known truth."""

import numpy as np
import pytest
from scipy.stats import norm

from tidegauge.stats import proportion
from tidegauge.stats.estimate import Difference, floats
from tidegauge.stats.multiplicity import benjamini_hochberg
from tidegauge.stats.normal import two_sided
from tidegauge.stats.verdict import decide, smallest_detectable


def normal_change(value, error, n=1000):
    shift, se, rows = floats(value, error, n)
    half = norm.ppf(0.975) * se
    with np.errstate(divide="ignore", invalid="ignore"):
        p = two_sided(np.where(shift == 0, 0, shift / se))
    return Difference(shift, shift - half, shift + half, p, rows, rows)


@pytest.mark.parametrize(
    ("value", "error", "n", "floor", "verdict"),
    [
        (5.0, 1.0, 1000, 2.0, "changed"),
        (-5.0, 1.0, 1000, 2.0, "changed"),
        (2.0, 0.5, 1000, 2.0, "changed"),
        (5.0, 1.0, 29, 2.0, "cannot_tell"),
        (1.9, 0.5, 1000, 2.0, "not_material"),
        (0.1, 0.1, 1000, 2.0, "not_material"),
        (0.0, 0.9, 1000, 2.0, "not_material"),
        (1.9, 0.9, 1000, 2.0, "cannot_tell"),
        (5.0, 4.0, 1000, 2.0, "cannot_tell"),
        (0.0, 4.0, 1000, 2.0, "cannot_tell"),
        (0.0, 0.0, 1000, 2.0, "not_material"),
        (0.1, 0.01, 1000, 0.0, "changed"),
        (0.0, 0.0, 1000, 0.0, "cannot_tell"),
        (np.nan, 1.0, 1000, 2.0, "cannot_tell"),
        (1.0, np.nan, 1000, 2.0, "cannot_tell"),
        (1.0, np.inf, 1000, 2.0, "cannot_tell"),
        (5.0, 1.0, np.nan, 2.0, "cannot_tell"),
        (5.0, 1.0, 1000, np.nan, "cannot_tell"),
    ],
)
def test_verdicts(value, error, n, floor, verdict):
    change = normal_change(value, error, n)
    assert str(decide(change, change.p_value, floor).verdict) == verdict


def test_smallest_detectable_is_cohens_2_80_standard_errors():
    change = normal_change(0.3, 1.0)
    expected = norm.ppf(0.975) + norm.ppf(0.8)
    assert smallest_detectable(change, change.p_value) == pytest.approx(expected)


def test_a_change_of_that_size_is_called_significant_four_times_out_of_five():
    random = np.random.default_rng(6)
    change = normal_change(random.normal(norm.ppf(0.975) + norm.ppf(0.8), 1.0, 4000), 1.0)
    assert np.mean(change.p_value < 0.05) == pytest.approx(0.8, abs=0.02)


def test_what_missed_only_for_the_number_of_segments_is_below_the_smallest_detectable():
    values = np.r_[3.2, np.random.default_rng(1).normal(0, 1, 399)]
    change = normal_change(values, 1.0)
    adjusted = benjamini_hochberg(change.p_value)
    decision = decide(change, adjusted, floor=3.0)
    assert change.p_value[0] < 0.05 <= adjusted[0]
    assert decision.verdict[0] == "cannot_tell"
    assert decision.smallest_detectable[0] > 3.2


@pytest.mark.parametrize(
    ("n", "rise", "verdict", "at_least"),
    [(20_000, 0.0, "not_material", 0.99), (20_000, 0.03, "changed", 0.99), (300, 0.0, "cannot_tell", 0.9)],
)
def test_rates_of_errors_with_a_floor_of_two_points(n, rise, verdict, at_least):
    random = np.random.default_rng(12)
    change = proportion.difference(
        (random.binomial(n, 0.05, 500), n), (random.binomial(n, 0.05 + rise, 500), n)
    )
    decision = decide(change, benjamini_hochberg(change.p_value), floor=0.02)
    assert np.mean(decision.verdict == verdict) >= at_least


def test_no_segments_give_no_verdicts():
    assert decide(normal_change([], []), [], 1.0).verdict.tolist() == []
