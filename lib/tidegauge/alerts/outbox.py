"""What is to be told and where: written with the transition itself, so that no stop of a process loses it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from tidegauge.alerts.routing import INCIDENTS
from tidegauge.alerts.serial import segment_text
from tidegauge.alerts.transitions import RecordedTransition
from tidegauge.workbench.tables import ALERT_NOTIFICATIONS, ALERT_TRANSITIONS
from tidegauge.workbench.within import Opened, rows_within

_ROWS = ALERT_NOTIFICATIONS.c


class Sending(StrEnum):
    """Where a notification is on its way."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    GIVEN_UP = "given up"


@dataclass(frozen=True)
class Notification:
    """One transition that one channel is told. `repeated`: it may have arrived before, its sender was stopped."""

    id: int
    transition: int
    channel: str
    state: Sending
    attempts: int
    due: datetime
    sent: datetime | None = None
    problem: str | None = None
    repeated: bool = False


def queue(connection: sa.Connection, transition: int, channels: Iterable[str], at: datetime) -> None:
    """Put a transition into the outbox, once a channel."""
    rows = [
        {"transition": transition, "channel": name, "state": Sending.QUEUED.value, "attempts": 0, "due": at}
        for name in dict.fromkeys(channels)
    ]
    if rows:
        connection.execute(sa.insert(ALERT_NOTIFICATIONS), rows)


def channels_told(connection: sa.Connection, of: RecordedTransition) -> tuple[str, ...]:
    """Return the channels that were told, or are about to be, of what a transition ends: since its onset."""
    found = of.transition
    if found.onset is None:
        return ()
    rows = ALERT_TRANSITIONS.c
    query = sa.select(_ROWS.channel).join(ALERT_TRANSITIONS, rows.id == _ROWS.transition).distinct()
    same = (rows.store == of.store, rows.rule == found.rule, rows.segment == segment_text(found.segment))
    query = query.where(*same, rows.onset == found.onset, _ROWS.channel != INCIDENTS)
    return tuple(connection.execute(query.order_by(_ROWS.channel)).scalars())


def list_notifications(of: Opened, transitions: Sequence[int] | None = None) -> tuple[Notification, ...]:
    """Return the notifications, oldest first: of these transitions alone, or of all."""
    query = sa.select(ALERT_NOTIFICATIONS).order_by(_ROWS.id)
    if transitions is not None:
        # Not each by its number: a database takes only so many values at once.
        query = query.where(
            _ROWS.transition.between(min(transitions, default=0), max(transitions, default=0))
        )
    found = map(notification_of, rows_within(of, query))
    wanted = None if transitions is None else frozenset(transitions)
    return tuple(one for one in found if wanted is None or one.transition in wanted)


def counted(of: Opened) -> Counter[Sending]:
    """Return how many notifications are in each state; those to incidents are none."""
    query = (
        sa.select(_ROWS.state, sa.func.count().label("many"))
        .where(_ROWS.channel != INCIDENTS)
        .group_by(_ROWS.state)
    )
    return Counter({Sending(row.state): row.many for row in rows_within(of, query)})


def notification_of(row: sa.Row[Any]) -> Notification:
    """Return the notification that a row of the table says."""
    repeated = row.state == Sending.SENDING.value
    state = Sending(row.state)
    return Notification(
        row.id, row.transition, row.channel, state, row.attempts, row.due, row.sent, row.problem, repeated
    )
