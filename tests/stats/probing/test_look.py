"""What a look may cost, and that all looks together cost no more than 5 %."""

import numpy as np
import pytest

from tidegauge.stats.multiplicity import benjamini_hochberg
from tidegauge.stats.probing.look import decided
from tidegauge.stats.probing.outcomes import outcomes
from tidegauge.stats.probing.spending import allowance, over_looks


def test_all_looks_together_cost_five_percent() -> None:
    # The sum of 1 / (n ln(n)**2) over n >= 2 is 2.109742801236891974... (OEIS A115563).
    assert allowance(1) == pytest.approx(0.05 / (2 * np.log(2) ** 2) / 2.109742801236892, rel=1e-9)
    told = sum(allowance(look) for look in range(1, 20_000))
    assert told < 0.05
    assert told + 0.05 / 2.109742801236892 / np.log(20_000.5) == pytest.approx(0.05, rel=1e-6)


def test_two_hundred_quiet_looks_alarm_in_at_most_five_percent_of_worlds() -> None:
    """The rule itself, on p-values that are uniform: independent measures are the worst case of the union bound."""
    rng = np.random.default_rng(11)
    worlds, looks, measures = 1_000, 200, 14
    limits = np.array([allowance(look) for look in range(1, looks + 1)])
    p_values = np.sort(rng.random((worlds, looks, measures)), axis=2)
    adjusted = (p_values * measures / np.arange(1, measures + 1)).min(axis=2)
    alarms = adjusted < limits
    assert alarms.any(axis=1).mean() <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / worlds)
    assert alarms.mean() <= 0.05 / 100
    one = p_values[0, 0]
    assert benjamini_hochberg(one).min() == pytest.approx(adjusted[0, 0])


def test_a_p_value_is_below_five_percent_where_the_look_allows_it() -> None:
    for look in (1, 7, 200):
        limit = allowance(look)
        assert over_looks(limit * 0.999, look) < 0.05 < over_looks(limit * 1.001, look)


def test_verdicts_need_proof_and_size() -> None:
    changes = [outcomes([64, 0], [0, 8]), outcomes([640, 0], [76, 4]), outcomes([8, 0], [2, 0])]
    found = decided(changes, [0.2, 0.2, 0.2], look=50, minimum=[4, 4, 4])
    assert found.verdict.tolist() == ["changed", "not_material", "cannot_tell"]
    assert found.p_adjusted[0] < 0.05
    assert found.smallest[2] > found.smallest[1]


def test_what_cannot_be_tested_is_not_counted() -> None:
    alone = decided([outcomes([64, 0], [2, 6])], [0.2], look=9, minimum=[4])
    beside = decided([outcomes([64, 0], [2, 6]), outcomes([0], [0])], [0.2, 0.2], look=9, minimum=[4, 4])
    assert beside.p_adjusted[0] == alone.p_adjusted[0]
    assert beside.verdict[1] == "cannot_tell"
