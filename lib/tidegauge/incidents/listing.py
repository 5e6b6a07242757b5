"""Which incidents there are, and the one of a name."""

import re
from collections.abc import Collection

from tidegauge.alerts.records import Segment
from tidegauge.incidents.folding import fold
from tidegauge.incidents.records import Incident, Status
from tidegauge.workbench.incident_events import (
    EventKind,
    IncidentError,
    events_of,
    incidents_of_alert,
    numbers_until,
    stores_of,
)
from tidegauge.workbench.within import Opened

HEADLINES = tuple(
    one for one in EventKind if one not in {EventKind.NOTE, EventKind.TICK, EventKind.PIN, EventKind.TOLD}
)
"""What happened that a list needs to know."""
_KEY = re.compile(r"(?:inc-)?(\d{1,9})", re.IGNORECASE)


def list_incidents(of: Opened) -> tuple[Incident, ...]:
    """Return every incident: open ones first, of these the most severe; then the newest.

    Their `events` are those that say how they stand: notes, ticks and pins are left to `incident_of`.
    """
    return _listed(of, None)


def open_incidents(of: Opened) -> tuple[Incident, ...]:
    """Return those that are not resolved, the most severe first, as `list_incidents` does."""
    return _listed(of, numbers_until(of, Status.RESOLVED.value))


def open_count(of: Opened) -> int:
    """Return how many are not resolved."""
    return len(numbers_until(of, Status.RESOLVED.value))


def count_before(of: Opened, number: int) -> int:
    """Return how many incidents were opened before one."""
    return sum(one < number for one in stores_of(of))


def _listed(of: Opened, numbers: Collection[int] | None) -> tuple[Incident, ...]:
    events = events_of(of, numbers, HEADLINES)
    stores = stores_of(of)
    every = [fold(number, stores[number], events[number]) for number in events if number in stores]
    newest = sorted(every, key=lambda one: one.opened_at, reverse=True)
    return tuple(sorted(newest, key=lambda one: (not one.is_open, one.severity if one.is_open else "")))


def incident_of(of: Opened, key: str) -> Incident:
    """Return the incident that is called “INC-31”, “inc-31” or “31”.

    Raises:
        IncidentError: there is none.
    """
    told = _KEY.fullmatch(key.strip())
    number = int(told[1]) if told else 0
    stores = stores_of(of) if told else {}
    if number in stores:
        return fold(number, stores[number], events_of(of, [number])[number])
    last = max(stores_of(of), default=None)
    there = f"There are INC-1 to INC-{last}." if last else "None was opened yet."
    raise IncidentError(f"“{key[:40]}” is no incident. {there} List them: tidegauge incidents list")


def open_for(of: Opened, rule: str, segment: Segment, store: str = "") -> Incident | None:
    """Return the open incident that a rule opened, or joined, in a segment; of one store, where its key is told."""
    still = (one for one in open_incidents(of) if is_at(one, store))
    return next((one for one in still if (rule, segment) in alerts_of(one)), None)


def newest_of_alert(of: Opened, rule: str, segment: Segment, store: str = "") -> Incident | None:
    """Return the newest incident that the alert of a rule and segment belongs to, an open one before others.

    `store` is the key of the alert's store: the same rule at another store is another alert.
    """
    told = incidents_of_alert(of, rule, segment)
    return next((one for one in _listed(of, told) if is_at(one, store)), None)


def is_at(incident: Incident, store: str) -> bool:
    """Return whether an incident may be of the store of a key; one that knows no store may be of any."""
    return not store or incident.store in {"", store}


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
