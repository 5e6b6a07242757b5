"""What the rules say now, and how far each was read: as the workbench keeps it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tidegauge.alerts.records import Standing
from tidegauge.alerts.serial import segment_text, standing_of, standing_text
from tidegauge.workbench.tables import ALERT_CHECKS, ALERT_STANDINGS
from tidegauge.workbench.texts import storable
from tidegauge.workbench.within import Opened, rows_within

_MANY = 500
"""Rows of one statement: a database takes only so many values at once."""


@dataclass(frozen=True)
class RuleCheck:
    """The last check of a rule: `seen` is the end of the last window that it has read.

    `definition` is what it looked for then, `at` when the check was, and `problem` why it could not be evaluated.
    """

    rule: str
    definition: str
    seen: datetime | None
    at: datetime
    problem: str | None = None


def read_checks(of: Opened, store: str) -> tuple[RuleCheck, ...]:
    """Return the last check of every rule on a store, by the rule's name."""
    query = sa.select(ALERT_CHECKS).where(ALERT_CHECKS.c.store == store).order_by(ALERT_CHECKS.c.rule)
    return tuple(
        RuleCheck(row.rule, row.definition, row.seen, row.at, row.problem) for row in rows_within(of, query)
    )


def read_standings(of: Opened, store: str, rule: str | None = None) -> tuple[Standing, ...]:
    """Return what the rules say of every segment of a store, or what one of them says, by rule and segment."""
    query = sa.select(ALERT_STANDINGS.c.standing).where(ALERT_STANDINGS.c.store == store)
    if rule is not None:
        query = query.where(ALERT_STANDINGS.c.rule == rule)
    query = query.order_by(ALERT_STANDINGS.c.rule, ALERT_STANDINGS.c.segment)
    return tuple(standing_of(row.standing) for row in rows_within(of, query))


def write_checks(connection: sa.Connection, store: str, checks: Sequence[RuleCheck]) -> None:
    """Put these checks in the place of the rules' last ones."""
    rows = [{"store": store, **vars(one), "problem": _problem(one)} for one in checks]
    _forget(connection, ALERT_CHECKS, store, [one.rule for one in checks])
    if rows:
        connection.execute(sa.insert(ALERT_CHECKS), rows)


def write_standings(
    connection: sa.Connection, store: str, rules: Iterable[str], standings: Sequence[Standing]
) -> None:
    """Put these standings in the place of all that the rules said before."""
    _forget(connection, ALERT_STANDINGS, store, list(rules))
    rows = [_row(store, one) for one in standings]
    if rows:
        connection.execute(sa.insert(ALERT_STANDINGS), rows)


def forget_rule(connection: sa.Connection, store: str, rule: str) -> None:
    """Forget what a rule said: it is no more. What it fired stays on record."""
    for table in (ALERT_CHECKS, ALERT_STANDINGS):
        _forget(connection, table, store, [rule])


def _forget(connection: sa.Connection, table: sa.Table, store: str, rules: Sequence[str]) -> None:
    for first in range(0, len(rules), _MANY):
        some = table.c.rule.in_(rules[first : first + _MANY])
        connection.execute(sa.delete(table).where(table.c.store == store, some))


def _problem(check: RuleCheck) -> str | None:
    return None if check.problem is None else storable(check.problem)


def _row(store: str, standing: Standing) -> dict[str, object]:
    return {
        "store": store,
        "rule": standing.rule,
        "segment": segment_text(standing.segment),
        "state": standing.state.value,
        "standing": standing_text(standing),
    }
