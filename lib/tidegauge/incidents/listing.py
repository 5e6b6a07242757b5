"""Which incidents there are, and the one of a name."""

import re

from tidegauge.alerts.records import Segment
from tidegauge.incidents.folding import fold
from tidegauge.incidents.records import Incident, Status
from tidegauge.workbench.incident_events import IncidentError, count_open, events_of, stores_of
from tidegauge.workbench.within import Opened

_KEY = re.compile(r"(?:inc-)?(\d{1,9})", re.IGNORECASE)


def list_incidents(of: Opened) -> tuple[Incident, ...]:
    """Return every incident: open ones first, of these the most severe; then the newest."""
    events = events_of(of)
    every = [
        fold(number, store, events[number]) for number, store in stores_of(of).items() if number in events
    ]
    newest = sorted(every, key=lambda one: one.opened_at, reverse=True)
    return tuple(sorted(newest, key=lambda one: (not one.is_open, one.severity if one.is_open else "")))


def open_incidents(of: Opened) -> tuple[Incident, ...]:
    """Return those that are not resolved, the most severe first."""
    return tuple(one for one in list_incidents(of) if one.is_open)


def open_count(of: Opened) -> int:
    """Return how many are not resolved."""
    return count_open(of, Status.RESOLVED.value)


def incident_of(of: Opened, key: str) -> Incident:
    """Return the incident that is called “INC-31”, “inc-31” or “31”.

    Raises:
        IncidentError: there is none.
    """
    told = _KEY.fullmatch(key.strip())
    number = int(told[1]) if told else 0
    stores = stores_of(of) if told else {}
    if number in stores:
        return fold(number, stores[number], events_of(of, number)[number])
    last = max(stores_of(of), default=None)
    there = f"There are INC-1 to INC-{last}." if last else "None was opened yet."
    raise IncidentError(f"“{key[:40]}” is no incident. {there} List them: tidegauge incidents list")


def open_for(of: Opened, rule: str, segment: Segment) -> Incident | None:
    """Return the open incident that a rule opened, or joined, in a segment."""
    return next((one for one in open_incidents(of) if (rule, segment) in alerts_of(one)), None)


def alerts_of(incident: Incident) -> frozenset[tuple[str, Segment]]:
    """Return the rules and segments whose alerts belong to an incident."""
    own = {(incident.rule, incident.segment)} if incident.rule else set()
    told = (one.said for one in incident.events if one.kind == "alert")
    return frozenset({*own, *((str(one["rule"]), segment_of(one["segment"])) for one in told)})


def segment_of(told: list[list[str]]) -> Segment:
    """Return a segment that was read from JSON.

    >>> segment_of([["geo", "BR"]])
    (('geo', 'BR'),)
    """
    return tuple((str(name), str(value)) for name, value in told)
