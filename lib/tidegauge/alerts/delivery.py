"""Send what is in the outbox. It stands apart from the evaluation, which never waits for a service."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from time import monotonic
from uuid import uuid4

import sqlalchemy as sa

from tidegauge.alerts.claims import Claimed, claim, delivered, refused, renewed
from tidegauge.alerts.outbox import Sending
from tidegauge.errors import TidegaugeError

Sender = Callable[[Sequence[Claimed]], str | None]
"""Tells changes of one rule into one state in one message, and returns why it could not, or None."""
_AT_ONCE = 8
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Delivered:
    """How many notifications went, how many are tried again, and how many were given up; why, by channel."""

    sent: int = 0
    waiting: int = 0
    given_up: int = 0
    problems: Mapping[str, str] | None = None


def deliver(engine: sa.Engine, senders: Mapping[str, Sender], at: datetime, *, store: str) -> Delivered:
    """Send what the rules of a store have due at a moment, every channel on its own, and return what came of it."""
    owner, found, start = uuid4().hex, Delivered(problems={}), monotonic()
    while claimed := claim(engine, owner, at, tuple(senders), store):
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            by_channel = _grouped(claimed, lambda one: one.notification.channel)
            jobs = [pool.submit(_send, engine, senders[name], some, at, start) for name, some in by_channel]
            for job in jobs:
                found = _sum(found, job.result())
    return found


def _send(
    engine: sa.Engine, sender: Sender, claimed: Sequence[Claimed], at: datetime, start: float
) -> Delivered:
    found = Delivered(problems={})
    for _, group in _grouped(claimed, _subject):
        # A service that hangs may have used up the lease, and another process have taken what comes after.
        if not renewed(engine, group, at + timedelta(seconds=monotonic() - start)):
            continue
        problem = _problem(sender, group)
        if problem is None:
            delivered(engine, group, at)
            found = _sum(found, Delivered(sent=len(group)))
            continue
        states = [refused(engine, one, problem, at) for one in group]
        gone = states.count(Sending.GIVEN_UP)
        problems = {group[0].notification.channel: problem}
        found = _sum(found, Delivered(0, len(states) - gone, gone, problems))
    return found


def _problem(sender: Sender, group: Sequence[Claimed]) -> str | None:
    try:
        return sender(group)
    except TidegaugeError as error:
        return str(error)
    except Exception as error:  # a mistake of ours in one message must not stop those after it
        _LOG.exception("A notification could not be made.")
        return type(error).__name__


def _subject(one: Claimed) -> tuple[object, ...]:
    told = one.told
    found = told.transition
    return told.store, found.rule, found.after.value, str(told.recorded), one.notification.repeated


def _grouped(
    claimed: Iterable[Claimed], key: Callable[[Claimed], object]
) -> list[tuple[str, tuple[Claimed, ...]]]:
    ordered = sorted(claimed, key=lambda one: (str(key(one)), one.notification.id))
    groups = [tuple(group) for _, group in groupby(ordered, key=key)]
    groups.sort(key=lambda group: group[0].notification.id)
    return [(group[0].notification.channel, group) for group in groups]


def _sum(one: Delivered, other: Delivered) -> Delivered:
    problems = {**(one.problems or {}), **(other.problems or {})}
    return Delivered(
        one.sent + other.sent, one.waiting + other.waiting, one.given_up + other.given_up, problems
    )
