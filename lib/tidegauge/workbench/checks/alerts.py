"""Alerts: every change of state follows from the one before, and what stands is what the last one says."""

from collections.abc import Iterator

import sqlalchemy as sa

from tidegauge.workbench.checks._check import Check
from tidegauge.workbench.tables import ALERT_NOTIFICATIONS, ALERT_STANDINGS, ALERT_TRANSITIONS

_OVER = {"ok", "resolved"}
"""After these a rule may begin anew: it was changed, or switched off and on."""
_Key = tuple[str, str, str]


def _find(connection: sa.Connection) -> Iterator[str]:
    rows = ALERT_TRANSITIONS.c
    last: dict[_Key, str] = {}
    moved = sa.select(rows.id, rows.store, rows.rule, rows.segment, rows.before, rows.after)
    for row in connection.execute(moved.order_by(rows.id)):
        key = (row.store, row.rule, row.segment)
        if not _follows(last.get(key, "ok"), row.before):
            yield f"Alert {row.id} of “{row.rule}” says that it was {row.before} before; it was {last.get(key, 'ok')}."
        last[key] = row.after
    stands = ALERT_STANDINGS.c
    for held in connection.execute(sa.select(stands.store, stands.rule, stands.segment, stands.state)):
        said = last.get((held.store, held.rule, held.segment), "ok")
        if not _follows(said, held.state):
            yield f"“{held.rule}” is {held.state} for {held.segment}; its last change of state says {said}."
    yield from _lost(connection)


def _follows(before: str, state: str) -> bool:
    return state == before or (state == "ok" and before in _OVER)


def _lost(connection: sa.Connection) -> Iterator[str]:
    rows, told = ALERT_TRANSITIONS.c, ALERT_NOTIFICATIONS.c
    query = sa.select(rows.id, rows.rule).where(sa.not_(sa.exists().where(told.transition == rows.id)))
    for row in connection.execute(query.order_by(rows.id)):
        yield f"Alert {row.id} of “{row.rule}” never came into the outbox."


CHECK = Check(
    "Every change of an alert's state follows from the one before, and none was lost on its way", _find
)
