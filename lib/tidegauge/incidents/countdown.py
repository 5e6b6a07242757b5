"""Until when somebody must respond, and how that stands: waiting, late, or done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tidegauge.formats.times import local, moment
from tidegauge.incidents.records import Incident
from tidegauge.incidents.times import whole
from tidegauge.settings_alerts import SeverityTable


class Urgency(StrEnum):
    """How the response stands."""

    WAITING = "waiting"
    LATE = "late"
    DONE = "done"
    DONE_LATE = "done late"
    CLOSED = "closed"


@dataclass(frozen=True)
class Countdown:
    """By when somebody must respond (UTC), how that stands, and in words: “P1 · respond in 12 min”."""

    by: datetime
    urgency: Urgency
    words: str


def countdown(incident: Incident, table: SeverityTable, now: datetime, zone: str = "UTC") -> Countdown:
    """Return the countdown of an incident. `now` is the present moment (UTC), words are in `zone`.

    Who acknowledges responds; what was resolved without is done as well.
    """
    by = incident.opened_at + table.respond.get(incident.severity.value, timedelta(days=1))
    done = incident.acknowledged_at or incident.resolved_at
    severity, due = incident.severity.value, _clock(by, incident.opened_at, zone)
    if done is not None:
        urgency = Urgency.DONE_LATE if done > by else Urgency.DONE
        urgency = urgency if incident.is_open else Urgency.CLOSED
        return Countdown(by, urgency, f"{severity} · respond by {due}, done {_clock(done, by, zone)}")
    if now > by:
        return Countdown(by, Urgency.LATE, f"{severity} · late by {whole(now - by)}")
    return Countdown(by, Urgency.WAITING, f"{severity} · respond in {whole(by - now)}")


def urgent_first(incidents: Iterable[Incident], table: SeverityTable, now: datetime) -> tuple[Incident, ...]:
    """Return incidents with those in front that nobody took up in time; in either part the order stays as it is."""
    return tuple(sorted(incidents, key=lambda one: countdown(one, table, now).urgency is not Urgency.LATE))


def _clock(at: datetime, other: datetime, zone: str) -> str:
    """Return the time of day; with the date where it is another day than the moment that stands beside it."""
    same = local(at, zone).date() == local(other, zone).date()
    return f"{local(at, zone):%H:%M}" if same else moment(at, zone, other)
