"""How strict rules are: the rate of new firings of independent windows, by simulation through the state machine's own rule."""

from datetime import timedelta

import numpy as np
import pytest

from tidegauge.alerts.records import Rule
from tidegauge.alerts.strictness import alpha, firings, tick_level
from tidegauge.settings_alerts import AlertsTable, RuleTable


@pytest.mark.parametrize(("breaches", "of"), [(1, 1), (2, 3), (3, 5), (4, 4)])
def test_as_many_firings_come_of_it_as_were_asked_for(breaches: int, of: int) -> None:
    bearable, segments = 4e-3, 10
    level = alpha(bearable, segments, breaches, of)
    windows = np.random.default_rng(1).random((200_000, segments)) < level
    counted = np.cumsum(np.vstack([np.zeros((of, segments)), windows]), axis=0)
    enough = counted[of:] - counted[:-of] >= breaches
    new = enough[1:] & ~enough[:-1]
    rate = new.sum() / new.shape[0]
    # 800 firings are expected: five standard errors are 18%. The formula is an upper limit.
    assert rate < bearable * 1.18
    assert rate > bearable * 0.55


def test_all_rules_together_bear_what_the_installation_does() -> None:
    rules = [Rule(str(n), RuleTable(window=timedelta(minutes=15 * (1 + n % 3)))) for n in range(50)]
    off = Rule("off", RuleTable(enabled=False))
    found = firings([*rules, off], AlertsTable(false_pages_per_week=0.5))
    weekly = sum(found[one.name] * (timedelta(days=7) / one.table.window) for one in rules)
    assert weekly == pytest.approx(0.5)


def test_many_segments_are_judged_together_and_few_as_if_alone() -> None:
    assert tick_level(0.001, 1) == 0.001
    assert tick_level(0.001, 40) == pytest.approx(0.04)
    assert tick_level(0.01, 200) == 0.1
    # More than one in ten of what is found shall not be chance, but for a rule that bears more by itself.
    assert tick_level(0.3, 200) == 0.3
