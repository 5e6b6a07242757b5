"""Nelson's rules against the rules of R's qcc 3.0 on 22 crafted series and a random one; and across gaps."""

import numpy as np
import pytest

from tidegauge.stats.spc import nelson
from tidegauge.stats.spc.rule import NELSON, Rule

KEYS = {**{rule: f"n{place}" for place, rule in enumerate(NELSON, 1)}, Rule.EIGHT_ONE_SIDE: "we4"}


@pytest.mark.parametrize("rule", Rule)
def test_ends_of_patterns_are_those_of_qcc(oracles, rule):
    cases = oracles["nelson"]
    assert len(cases) == 23
    for name, case in cases.items():
        found = [one.index + 1 for one in nelson.signals(np.array(case["z"], dtype=float), [rule])]
        assert found == case["alarms_1based"][KEYS[rule]], name


def test_runs_of_seven_are_those_of_qcc_2_7(oracles):
    case = oracles["qcc"]["xbar_own_phase2"]
    first = oracles["qcc"]["xbar_own"]
    groups = np.array([*first["data"], *case["newdata"]], dtype=float)
    z = groups.mean(axis=1) - first["center"]
    assert (np.flatnonzero(nelson.one_side(7)(z)) + 1).tolist() == case["runs"]


def test_signals_come_in_order_of_time_and_then_of_rules():
    z = np.array([0.5] * 8 + [4.0])
    assert [(one.index, one.rule) for one in nelson.signals(z, [Rule.NINE_ONE_SIDE, Rule.BEYOND])] == [
        (8, Rule.BEYOND),
        (8, Rule.NINE_ONE_SIDE),
    ]


def test_patterns_reach_across_gaps():
    z = np.array([np.nan, *[0.2] * 5, np.nan, *[0.2] * 4])
    assert [one.index for one in nelson.signals(z, [Rule.NINE_ONE_SIDE])] == [10]


@pytest.mark.parametrize("z", [[], [np.nan], [0.0], [np.nan, np.nan]])
def test_nothing_to_see(z):
    assert nelson.signals(np.array(z), list(Rule)) == ()
