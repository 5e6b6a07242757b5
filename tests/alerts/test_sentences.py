"""What a standing says, in the words that people read."""

from datetime import datetime

import pytest

from tidegauge.alerts.records import Reading, Rule, Standing, State
from tidegauge.alerts.sentences import stands
from tidegauge.settings import Settings
from tidegauge.settings_alerts import RuleTable

NOW = datetime(2026, 11, 20, 12)
SEGMENT = (("geo", "BR"),)


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (9, "The last window has 9 of the 15 calls that it needs; until it has enough the state stays."),
        (0, "The last window has no calls; until it has enough the state stays."),
    ],
)
def test_a_firing_rule_without_enough_calls_says_so(n: int, said: str) -> None:
    rule = Rule("format failures", RuleTable(metric="format_failure_rate", minimum_n=15))
    reading = Reading(SEGMENT, NOW, None, n=n)
    standing = Standing(
        rule.name, SEGMENT, State.FIRING, NOW, NOW, onset=datetime(2026, 11, 18, 12), reading=reading
    )
    assert (
        stands(rule, standing, Settings(), NOW)
        == f"“format failures” fires for geo = BR since Wed 18 Nov 12:00. {said}"
    )
