"""Whether exactly this rule was back-tested on a store: without that nobody saves it."""

import hashlib
from datetime import datetime

import sqlalchemy as sa

from tidegauge.settings_alerts import AlertsTable, RuleTable
from tidegauge.workbench.alert_backtests import RecordedBacktest, backtests
from tidegauge.workbench.alert_rules import AlertRuleError, SavedRule, save_rule
from tidegauge.workbench.texts import one_line
from tidegauge.workbench.within import Opened

_WHO = {"owner", "channels", "incident", "runbook", "enabled"}


def digest(table: RuleTable) -> str:
    """Return the mark of all that decides whether a rule pages; who is told changes nothing.

    >>> one = RuleTable(metric="error_rate")
    >>> digest(one) == digest(RuleTable(metric="error_rate", owner="ann")), digest(one) == digest(RuleTable(metric="calls"))
    (True, False)
    """
    return hashlib.sha256(table.model_dump_json(exclude=_WHO).encode()).hexdigest()[:16]


def tried(of: Opened, store: str, table: RuleTable) -> RecordedBacktest | None:
    """Return the newest back-test of exactly this rule on a store."""
    return backtests(of, store).get(digest(table))


def save_tried(
    engine: sa.Engine,
    store: str,
    name: str,
    table: RuleTable,
    alerts: AlertsTable,
    *,
    by: str,
    at: datetime,
    reason: str,
) -> SavedRule:
    """Keep a rule that was back-tested on a store, and return it.

    `alerts` is what the settings say: their rules are changed there alone.

    Raises:
        AlertRuleError: the settings have a rule of that name, exactly this rule was not back-tested, or it cannot be kept (see `save_rule`).
        NotAllowedError: the member's role does not include it.
    """
    if one_line(name) in alerts.rules:
        raise AlertRuleError(
            f"“{one_line(name)}” is set in tidegauge.toml. Change it there, or choose another name."
        )
    if tried(engine, store, table) is None:
        raise AlertRuleError(
            f"The rule “{name}” was not back-tested as it stands. Back-test it, look at what would have fired, then save."
        )
    return save_rule(engine, name, table, by=by, at=at, reason=reason)
