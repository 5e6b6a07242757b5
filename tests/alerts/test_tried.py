"""Nobody saves a rule that was not back-tested as it stands."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tidegauge.alerts.tried import digest, save_tried, tried
from tidegauge.settings_alerts import AlertsTable, RuleTable
from tidegauge.workbench.alert_backtests import RecordedBacktest, record_backtest
from tidegauge.workbench.alert_rules import AlertRuleError, list_rules

AT = datetime(2026, 11, 20, 12)
RULE = RuleTable(metric="error_rate", for_each=("geo",))


def _try(engine: sa.Engine, table: RuleTable, store: str = "lake") -> None:
    past = (AT - timedelta(days=60), AT)
    told = RecordedBacktest(store, digest(table), "errors", *past, 3, 0, None, (), (), "It fired.", "ana", AT)
    record_backtest(engine, told)


def _save(engine: sa.Engine, table: RuleTable = RULE, name: str = "errors", **file: RuleTable) -> str:
    alerts = AlertsTable(rules=file)
    return save_tried(engine, "lake", name, table, alerts, by="ana", at=AT, reason="they creep").name


def test_after_a_back_test_it_is_saved(engine: sa.Engine) -> None:
    assert tried(engine, "lake", RULE) is None
    with pytest.raises(AlertRuleError, match=r"“errors” was not back-tested as it stands\. Back-test it"):
        _save(engine)
    _try(engine, RULE)
    assert _save(engine) == "errors"
    assert [one.table for one in list_rules(engine)] == [RULE]


def test_another_store_s_back_test_says_nothing_of_this_one(engine: sa.Engine) -> None:
    _try(engine, RULE, store="another")
    with pytest.raises(AlertRuleError):
        _save(engine)


@pytest.mark.parametrize(
    "change",
    [
        {"metric": "calls"},
        {"breaches": 2},
        {"window": timedelta(hours=1)},
        {"minimum_n": 100},
        {"for_each": ()},
        {"where": ("geo = BR",)},
        {"direction": "any"},
        {"severity": "P1"},
        {"cooldown": timedelta(0)},
        {"mute_when": ("outage",)},
        {"late_data": timedelta(0)},
    ],
)
def test_what_decides_whether_it_pages_has_to_be_tried_again(
    engine: sa.Engine, change: dict[str, Any]
) -> None:
    _try(engine, RULE)
    with pytest.raises(AlertRuleError):
        _save(engine, RULE.model_copy(update=change))


@pytest.mark.parametrize(
    "change",
    [
        {"owner": "ana"},
        {"channels": ("chat",)},
        {"runbook": "Roll back."},
        {"incident": True},
        {"enabled": False},
    ],
)
def test_who_is_told_has_not(engine: sa.Engine, change: dict[str, Any]) -> None:
    _try(engine, RULE)
    assert _save(engine, RULE.model_copy(update=change)) == "errors"


def test_a_rule_of_the_file_is_not_saved_over(engine: sa.Engine) -> None:
    _try(engine, RULE)
    with pytest.raises(AlertRuleError, match=r"“errors” is set in tidegauge\.toml"):
        _save(engine, name=" errors ", errors=RULE)
    assert list_rules(engine) == ()
