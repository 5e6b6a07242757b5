from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from tidegauge.settings_alerts import RuleTable
from tidegauge.workbench.alert_rules import AlertRuleError, list_rules, remove_rule, rule_versions, save_rule
from tidegauge.workbench.audit import list_actions
from tidegauge.workbench.members import Role, add_member
from tidegauge.workbench.permission import NotAllowedError

AT = datetime(2026, 11, 2, 12)
TABLE = RuleTable(
    metric="error_rate", window=timedelta(minutes=30), for_each=("geo",), above=0.2, mute_when=("outage",)
)


@pytest.fixture
def workbench_url(either_url: str) -> str:
    return either_url


def test_a_rule_comes_back_as_it_was_written(engine: sa.Engine) -> None:
    saved = save_rule(engine, "  errors by geo ", TABLE, by="ann", at=AT, reason="BR broke twice")
    assert (saved.name, saved.version, saved.table, saved.by, saved.at) == (
        "errors by geo",
        1,
        TABLE,
        "ann",
        AT,
    )
    assert list_rules(engine) == (saved,)


def test_every_version_is_kept(engine: sa.Engine) -> None:
    off = TABLE.model_copy(update={"enabled": False})
    for table, reason in ((TABLE, "first"), (off, "too loud"), (TABLE, "mended")):
        save_rule(engine, "errors", table, by="ann", at=AT, reason=reason)
    save_rule(engine, "slow", TABLE, by="bo", at=AT, reason="p95")
    assert [(one.name, one.version) for one in list_rules(engine)] == [("errors", 3), ("slow", 1)]
    versions = rule_versions(engine, "errors")
    assert [(one.version, one.table.enabled, one.reason) for one in versions] == [
        *((3, True, "mended"), (2, False, "too loud"), (1, True, "first"))
    ]
    said = [action.said for action in list_actions(engine)]
    assert said[0] == {"rule": "errors", "version": 1}


def test_a_removed_rule_is_gone_and_can_come_back(engine: sa.Engine) -> None:
    save_rule(engine, "errors", TABLE, by="ann", at=AT, reason="first")
    gone = remove_rule(engine, "errors", by="ann", at=AT, reason="nobody reads it")
    assert (gone.gone, gone.version, list_rules(engine)) == (True, 2, ())
    with pytest.raises(AlertRuleError, match="“errors” is not a known alert rule of the page"):
        remove_rule(engine, "errors", by="ann", at=AT, reason="again")
    assert save_rule(engine, "errors", TABLE, by="ann", at=AT, reason="back").version == 3


@pytest.mark.parametrize(
    ("name", "reason", "said"),
    [
        ("", "why", "An alert rule needs a name"),
        ("errors", " ", "An alert rule needs a reason"),
        ("e" * 201, "why", "at most 200 fit"),
    ],
)
def test_what_is_not_said_is_asked_for(engine: sa.Engine, name: str, reason: str, said: str) -> None:
    with pytest.raises(AlertRuleError, match=said):
        save_rule(engine, name, TABLE, by="ann", at=AT, reason=reason)


def test_with_members_it_takes_a_lead(engine: sa.Engine) -> None:
    add_member(engine, "ana", Role.ADMIN, by="", at=AT)
    add_member(engine, "vic", Role.VIEWER, by="ana", at=AT)
    with pytest.raises(NotAllowedError, match="viewer"):
        save_rule(engine, "errors", TABLE, by="vic", at=AT, reason="why")
    assert save_rule(engine, "errors", TABLE, by="ana", at=AT, reason="why").by == "ana"


def test_a_rule_of_a_newer_version_says_so(engine: sa.Engine) -> None:
    save_rule(engine, "errors", TABLE, by="ann", at=AT, reason="first")
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alert_rules SET text = '{\"unheard\": 1}'"))
    with pytest.raises(AlertRuleError, match="“errors” of the page cannot be read"):
        list_rules(engine)


def test_nobody_saves_a_rule_without_a_name(engine: sa.Engine) -> None:
    with pytest.raises(AlertRuleError, match="name of who writes it"):
        save_rule(engine, "errors", TABLE, by=" ", at=AT, reason="why")
    assert list_rules(engine) == ()
