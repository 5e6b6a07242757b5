"""What is frozen in an incident: numbers, courses and samples as they were, so that late data do not rewrite them."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tidegauge.incidents.listing import incident_of
from tidegauge.incidents.page_state import PageState
from tidegauge.incidents.payloads import read, written
from tidegauge.incidents.records import Incident, Status
from tidegauge.workbench.incident_events import EventKind, append_event, in_turn


@dataclass(frozen=True)
class PinnedNumber:
    """A number with its 95% interval, in `unit`, on `n` calls, and the one that it is held against.

    `metric` and `where` ask for it again; without a metric it cannot be asked again.
    """

    label: str
    unit: str
    value: float | None
    low: float | None = None
    high: float | None = None
    reference: float | None = None
    n: int = 0
    metric: str | None = None
    where: tuple[str, ...] = ()


@dataclass(frozen=True)
class PinnedPoint:
    """A value of a course in the time that begins at `at` (UTC)."""

    at: datetime
    value: float | None
    n: int = 0


@dataclass(frozen=True)
class PinnedSample:
    """A call: its trace, when it was (UTC), what failed, and its first line, made unreadable where it is private."""

    trace_id: str
    at: datetime
    error: str | None
    line: str


@dataclass(frozen=True)
class Pin:
    """A frozen part of a page: what it said, its numbers, its course over time, and some of its calls.

    `has_cause` says whether it names a segment, `change` the change that fits in a few words.
    """

    title: str
    sentence: str = ""
    details: tuple[str, ...] = ()
    page: PageState | None = None
    metric: str | None = None
    numbers: tuple[PinnedNumber, ...] = ()
    unit: str = ""
    points: tuple[PinnedPoint, ...] = ()
    onset: datetime | None = None
    samples: tuple[PinnedSample, ...] = ()
    change: str | None = None
    isolated: str = ""
    has_cause: bool = False


@dataclass(frozen=True)
class Pinned:
    """A pin, with the id of its event, and who pinned it when (UTC)."""

    id: int
    at: datetime
    by: str
    pin: Pin


def pin(engine: sa.Engine, incident: Incident, frozen: Pin, *, by: str, at: datetime) -> Incident:
    """Freeze a part of a page in an incident. One that names a segment brings it from triage to scoped.

    Raises:
        NotAllowedError: there are members, and `by` is none who may write here.
    """
    with in_turn(engine) as connection:
        now = incident_of(connection, incident.key)
        append_event(connection, now.id, EventKind.PIN, written(frozen), by=by, at=at)
        if frozen.has_cause and now.status is Status.TRIAGE:
            told = {"status": Status.SCOPED.value, "by_pin": True}
            append_event(connection, now.id, EventKind.STATUS, told, by=by, at=at)
        return incident_of(connection, now.key)


def pins_of(incident: Incident) -> tuple[Pinned, ...]:
    """Return what is pinned, oldest first."""
    every = (one for one in incident.events if one.kind is EventKind.PIN)
    return tuple(Pinned(one.id, one.at, one.by, read(Pin, one.said)) for one in every)
