"""Alert rules that were written on the page: every version is kept, with who wrote it, when and why."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError

from tidegauge.errors import TidegaugeError, unknown
from tidegauge.settings_alerts import RuleTable
from tidegauge.workbench.audit import record
from tidegauge.workbench.permission import Act, allow
from tidegauge.workbench.tables import ALERT_RULES
from tidegauge.workbench.texts import needed_line, one_line

LONGEST = 200
"""Characters of a rule's name and of a reason."""
_SAID = "An alert rule needs a reason: what is it for, or what was wrong with it?"
_SIGNED = "An alert rule needs the name of who writes it."
_RULES = ALERT_RULES.c


class AlertRuleError(TidegaugeError):
    """A rule of the page cannot be kept as it was asked for."""


@dataclass(frozen=True)
class SavedRule:
    """One version of a rule of the page. `gone`: with it the rule was taken away."""

    id: int
    name: str
    version: int
    table: RuleTable
    gone: bool
    by: str
    at: datetime
    reason: str


def save_rule(
    engine: sa.Engine, name: str, table: RuleTable, *, by: str, at: datetime, reason: str
) -> SavedRule:
    """Keep a rule as the newest version of its name, and return it.

    Raises:
        AlertRuleError: it has no name, nobody signs it, no reason is given, a text is too long, or somebody saved it now.
        NotAllowedError: the member's role does not include it.
    """
    return _append(engine, name, table, gone=False, by=by, at=at, reason=reason)


def remove_rule(engine: sa.Engine, name: str, *, by: str, at: datetime, reason: str) -> SavedRule:
    """Take a rule of the page away, and return the version that says so. What it fired stays on record.

    Raises:
        AlertRuleError: there is no such rule, nobody signs it, or no reason is given.
        NotAllowedError: the member's role does not include it.
    """
    there = {one.name: one for one in list_rules(engine)}
    if name not in there:
        raise AlertRuleError(unknown("alert rule of the page", name, there))
    return _append(engine, name, there[name].table, gone=True, by=by, at=at, reason=reason)


def list_rules(engine: sa.Engine) -> tuple[SavedRule, ...]:
    """Return the newest version of every rule of the page that was not taken away, by name."""
    newest = sa.select(sa.func.max(_RULES.id)).group_by(_RULES.name)
    query = sa.select(ALERT_RULES).where(_RULES.id.in_(newest), sa.not_(_RULES.gone)).order_by(_RULES.name)
    return _read(engine, query)


def rule_versions(engine: sa.Engine, name: str) -> tuple[SavedRule, ...]:
    """Return every version of a rule, the newest first."""
    query = sa.select(ALERT_RULES).where(_RULES.name == name).order_by(_RULES.version.desc())
    return _read(engine, query)


def _append(
    engine: sa.Engine, name: str, table: RuleTable, *, gone: bool, by: str, at: datetime, reason: str
) -> SavedRule:
    kept = needed_line(name, LONGEST, "An alert rule needs a name.", AlertRuleError)
    values: dict[str, object] = {
        "name": kept,
        "text": table.model_dump_json(exclude_defaults=True),
        "gone": gone,
        "by": needed_line(by, LONGEST, _SIGNED, AlertRuleError),
        "at": at,
        "reason": needed_line(reason, LONGEST, _SAID, AlertRuleError),
    }
    try:
        with engine.begin() as connection:
            allow(connection, by, Act.LEAD)
            last = connection.execute(
                sa.select(sa.func.max(_RULES.version)).where(_RULES.name == kept)
            ).scalar()
            connection.execute(sa.insert(ALERT_RULES).values(version=(last or 0) + 1, **values))
            act = "remove an alert rule" if gone else "save an alert rule"
            record(connection, one_line(by), act, said={"rule": kept, "version": (last or 0) + 1}, at=at)
    except IntegrityError as error:
        raise AlertRuleError(
            f"Somebody else saved “{kept}” just now. Look at it, then save again."
        ) from error
    return rule_versions(engine, kept)[0]


def _read(engine: sa.Engine, query: sa.Select[tuple[object, ...]]) -> tuple[SavedRule, ...]:
    with engine.connect() as connection:
        return tuple(_saved(row) for row in connection.execute(query))


def _saved(row: sa.Row[tuple[object, ...]]) -> SavedRule:
    try:
        table = RuleTable.model_validate_json(row.text)
    except ValidationError as error:
        raise AlertRuleError(
            f"The alert rule “{row.name}” of the page cannot be read: {error.errors()[0]['msg']}. A newer Tidegauge may "
            "have written it."
        ) from error
    return SavedRule(row.id, row.name, row.version, table, row.gone, row.by, row.at, row.reason)
