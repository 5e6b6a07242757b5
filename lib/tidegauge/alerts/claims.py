"""Who sends what: a notification is claimed before it is sent, and noted after, so that nobody else sends it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from tidegauge.alerts.outbox import Notification, Sending, notification_of
from tidegauge.alerts.routing import INCIDENTS
from tidegauge.alerts.transitions import RecordedTransition, transitions_of
from tidegauge.workbench.exclusive import exclusive_alerts
from tidegauge.workbench.tables import ALERT_NOTIFICATIONS, ALERT_TRANSITIONS
from tidegauge.workbench.texts import storable

LEASE = timedelta(minutes=5)
"""For how long a process that took a notification may be silent before another one sends it again."""
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 30, 60))
"""How long after each failure it is tried again; after the last one every hour."""
PATIENCE = timedelta(days=7)
"""For how long a message is tried: what is older helps nobody."""
_MOST = 200
"""Notifications that are taken at once."""
_ROWS = ALERT_NOTIFICATIONS.c


@dataclass(frozen=True)
class Claimed:
    """A notification that `owner` sends, with what it tells."""

    notification: Notification
    told: RecordedTransition
    owner: str


def claim(
    engine: sa.Engine, owner: str, now: datetime, channels: Sequence[str], store: str
) -> tuple[Claimed, ...]:
    """Take what a store's rules have due in some channels, and what a stopped sender left behind: nobody else sends it.

    One of each segment at most: that it is resolved is told after that it fires, however often that had to be tried.
    Oldest first.
    """
    with exclusive_alerts(engine) as connection:
        _give_up(connection, now)
        taken = connection.execute(_foremost(channels, store, now)).all()
        told = {one.id: one for one in transitions_of(connection, [row.transition for row in taken])}
        update = sa.update(ALERT_NOTIFICATIONS).where(_ROWS.id.in_([row.id for row in taken]))
        values = {"state": Sending.SENDING.value, "owner": owner, "claimed": now}
        connection.execute(update.values(values).values(attempts=_ROWS.attempts + 1))
    return tuple(Claimed(notification_of(row), told[row.transition], owner) for row in taken)


def renewed(engine: sa.Engine, claimed: Sequence[Claimed], now: datetime) -> bool:
    """Hold these for another LEASE, and return whether they are all still ours: what another sender took, it sends."""
    mine = sa.and_(_ROWS.id.in_([one.notification.id for one in claimed]), _ROWS.owner == claimed[0].owner)
    with exclusive_alerts(engine) as connection:
        found = connection.execute(
            sa.update(ALERT_NOTIFICATIONS)
            .where(mine, _ROWS.state == Sending.SENDING.value)
            .values(claimed=now)
        )
    return found.rowcount == len(claimed)


def delivered(engine: sa.Engine, claimed: Sequence[Claimed], at: datetime) -> None:
    """Remember that these were sent."""
    for one in claimed:
        _close(engine, one, {"state": Sending.SENT.value, "sent": at, "problem": None})


def refused(engine: sa.Engine, claimed: Claimed, problem: str, now: datetime) -> Sending:
    """Remember that one was not sent, and when it is tried again; return its state. After PATIENCE it is given up."""
    wait = WAITS[min(claimed.notification.attempts, len(WAITS) - 1)]
    is_late = now + wait > claimed.told.recorded + PATIENCE
    state = Sending.GIVEN_UP if is_late else Sending.QUEUED
    _close(engine, claimed, {"state": state.value, "due": now + wait, "problem": storable(problem)[:500]})
    return state


def _give_up(connection: sa.Connection, now: datetime) -> None:
    # What nobody could send for so long, or a backup brought back: in which channel, too, that is declared no more.
    rows = ALERT_TRANSITIONS.c
    old = sa.select(rows.id).where(rows.recorded < now - PATIENCE)
    late = sa.and_(_is_free(now), _ROWS.channel != INCIDENTS, _ROWS.transition.in_(old))
    connection.execute(sa.update(ALERT_NOTIFICATIONS).where(late).values(state=Sending.GIVEN_UP.value))


def _foremost(channels: Sequence[str], store: str, now: datetime) -> sa.Select[Any]:
    """Return the query of the oldest notification of each channel and segment that is not sent, where it is due."""
    rows = ALERT_TRANSITIONS.c
    states = (Sending.QUEUED.value, Sending.SENDING.value)
    oldest = sa.select(sa.func.min(_ROWS.id)).join(ALERT_TRANSITIONS, rows.id == _ROWS.transition)
    oldest = oldest.where(_ROWS.state.in_(states), _ROWS.channel.in_(channels), rows.store == store)
    first = _ROWS.id.in_(oldest.group_by(_ROWS.channel, rows.rule, rows.segment))
    due = sa.or_(_ROWS.state == Sending.SENDING.value, _ROWS.due <= now)
    return sa.select(ALERT_NOTIFICATIONS).where(first, _is_free(now), due).order_by(_ROWS.id).limit(_MOST)


def _is_free(now: datetime) -> sa.ColumnElement[bool]:
    left = sa.and_(_ROWS.state == Sending.SENDING.value, _ROWS.claimed < now - LEASE)
    return sa.or_(_ROWS.state == Sending.QUEUED.value, left)


def _close(engine: sa.Engine, claimed: Claimed, values: Mapping[str, object]) -> None:
    # Only while it is still ours: who was silent for too long has lost it to another sender.
    mine = sa.and_(_ROWS.id == claimed.notification.id, _ROWS.owner == claimed.owner)
    with engine.begin() as connection:
        connection.execute(
            sa.update(ALERT_NOTIFICATIONS).where(mine, _ROWS.state == Sending.SENDING.value).values(**values)
        )
