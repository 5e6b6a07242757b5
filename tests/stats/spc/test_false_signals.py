"""Run lengths of sets of rules against Champ and Woodall (1987, table 1) and closed forms."""

import pytest

from tidegauge.stats.spc import false_signals
from tidegauge.stats.spc.rule import NELSON, Rule

WITHIN = 0.015
"""Five standard errors of 100,000 simulated series."""


def test_a_point_beyond_three_sigmas(oracles):
    """R's spc, and 1 / 0.0027 by hand."""
    assert false_signals.of_rules([Rule.BEYOND]) == pytest.approx(
        oracles["arl"]["shewhart_3s_mu0"], rel=WITHIN
    )


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([Rule.TWO_OF_THREE], 225.44),
        ([Rule.FOUR_OF_FIVE], 166.05),
        ([Rule.EIGHT_ONE_SIDE], 152.73),
        ([Rule.TWO_OF_THREE, Rule.FOUR_OF_FIVE], 132.89),
        ([Rule.TWO_OF_THREE, Rule.EIGHT_ONE_SIDE], 122.05),
        ([Rule.FOUR_OF_FIVE, Rule.EIGHT_ONE_SIDE], 105.78),
        ([Rule.TWO_OF_THREE, Rule.FOUR_OF_FIVE, Rule.EIGHT_ONE_SIDE], 91.75),
    ],
)
def test_western_electric_rules_of_champ_and_woodall(rules, expected):
    """Their Markov chain's exact values for a point beyond 3 sigmas with each of the zone rules."""
    assert false_signals.of_rules([Rule.BEYOND, *rules]) == pytest.approx(expected, rel=WITHIN)


@pytest.mark.parametrize(
    ("rule", "length", "share"), [(Rule.NINE_ONE_SIDE, 8, 0.5), (Rule.FIFTEEN_INSIDE, 15, 0.6826894921)]
)
def test_runs_by_feller(rule, length, share):
    """Mean waiting time for a run, (1 - p^k) / (p^k (1 - p)) (Feller 1968, XIII.7); of nine on either side one is free."""
    expected = (1 - share**length) / (share**length * (1 - share)) + (rule is Rule.NINE_ONE_SIDE)
    assert false_signals.of_rules([rule]) == pytest.approx(expected, rel=WITHIN)


def test_more_rules_signal_more_often():
    steps = [false_signals.of_rules(NELSON[:count]) for count in range(1, 9)]
    assert steps == sorted(steps, reverse=True)


def test_no_rule_never_signals():
    assert false_signals.of_rules([]) == float("inf")
