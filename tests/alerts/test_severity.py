"""Severity: each published rule, at its edge."""

from datetime import datetime

import pytest

from tidegauge.alerts.records import Reading, Severity
from tidegauge.alerts.severity import severity_of
from tidegauge.settings_alerts import RuleTable, SeverityTable

GEO = (("geo", "BR"),)


def of(wrong: float | None, fell: float | None, **rule: str) -> Severity:
    reading = Reading(GEO, datetime(2026, 11, 17), breach=True, wrong=wrong, fell=fell)
    return severity_of(reading, RuleTable.model_validate(rule), SeverityTable()).severity


@pytest.mark.parametrize(
    ("wrong", "fell", "severity"),
    [
        (0.0501, 0.01, Severity.P0),
        (0.05, 0.21, Severity.P1),
        (None, 0.20, Severity.P2),
        (0.001, 0.101, Severity.P2),
        (0.001, 0.10, Severity.P3),
        (None, None, Severity.P3),
    ],
)
def test_the_size_of_the_damage_decides(wrong: float | None, fell: float | None, severity: Severity) -> None:
    assert of(wrong, fell) is severity


def test_a_rule_may_say_it_itself() -> None:
    assert of(0.5, 0.9, severity="P3") is Severity.P3


def test_an_installation_may_draw_the_lines_elsewhere() -> None:
    reading = Reading(GEO, datetime(2026, 11, 17), breach=True, wrong=0.02, fell=0.0)
    found = severity_of(reading, RuleTable(), SeverityTable(traffic_wrong=0.01))
    assert found.sentence == "P0: more than 1.0% of all calls are wrong beyond what is usual"


def test_a_budget_says_nothing_of_quality() -> None:
    reading = Reading((), datetime(2026, 11, 17), breach=True)
    budget = RuleTable(condition="budget", budget=50.0)
    assert severity_of(reading, budget, SeverityTable()).sentence == "P3: a budget says nothing of quality"
