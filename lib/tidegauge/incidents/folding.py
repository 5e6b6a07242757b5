"""From the events of an incident to its record: nothing is updated in place, the record is what the events add up to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from tidegauge.alerts.records import Severity
from tidegauge.incidents.payloads import read
from tidegauge.incidents.records import NOBODY, STEPS, Incident, Opening, Status, Tick
from tidegauge.workbench.incident_events import EventKind, IncidentEvent

UNRATED = "nobody rated it, so the lowest"
"""Why an incident without a severity has one."""


def fold(number: int, store: str, events: Sequence[IncidentEvent]) -> Incident:
    """Return the record of an incident. The first event says how it was opened.

    Raises:
        IncidentError: an event is none that can be read.
    """
    first, *later = events
    found = _opened(number, store, first)
    for event in later:
        found = _FOLDS.get(event.kind, _same)(found, event)
    return replace(found, events=tuple(events))


def _opened(number: int, store: str, event: IncidentEvent) -> Incident:
    opening = read(Opening, event.said)
    return Incident(
        id=number,
        store=store,
        opening=opening,
        opened_at=event.at,
        opened_by=event.by,
        severity=opening.severity or Severity.P3,
        because=opening.because or ("" if opening.severity else UNRATED),
        status=Status.TRIAGE,
        reached={Status.TRIAGE: event.at},
        failure_class=opening.failure_class,
        class_because=opening.class_because,
        owner=opening.owner,
    )


def _same(found: Incident, _event: IncidentEvent) -> Incident:
    return found


def _acknowledged(found: Incident, event: IncidentEvent) -> Incident:
    if found.acknowledged_at is not None:
        return found
    owner = found.owner or (event.by if event.by != NOBODY else None)
    return replace(found, acknowledged_at=event.at, acknowledged_by=event.by, owner=owner)


def _owner(found: Incident, event: IncidentEvent) -> Incident:
    return replace(found, owner=str(event.said.get("owner") or "") or None)


def _severity(found: Incident, event: IncidentEvent) -> Incident:
    because = f"set by {event.by}: {event.said.get('reason', '')}"
    return replace(found, severity=Severity(event.said["severity"]), because=because, is_rated=True)


def _status(found: Incident, event: IncidentEvent) -> Incident:
    status = Status(event.said["status"])
    reached = _until(found.reached, status, event.at)
    reopened = found.reopened + bool(event.said.get("reopened"))
    return replace(found, status=status, reached=reached, reopened=reopened)


def _until(reached: Mapping[Status, datetime], status: Status, at: datetime) -> dict[Status, datetime]:
    # Going back, what came after holds no longer; what was reached before stays as it was.
    kept = STEPS[: STEPS.index(status) + 1]
    return {**{one: then for one, then in reached.items() if one in kept}, status: reached.get(status, at)}


def _tick(found: Incident, event: IncidentEvent) -> Incident:
    item, told = str(event.said["item"]), event.said
    was = found.ticks.get(item)
    note = str(told["note"]) if "note" in told else (was.note if was else "")
    done = bool(told["done"]) if "done" in told else bool(was and was.done)
    answer = str(told.get("answer", "")) if "done" in told else (was.answer if was else "")
    signed = (event.by, event.at) if "done" in told or was is None else (was.by, was.at)
    return replace(found, ticks={**found.ticks, item: Tick(done, *signed, note, answer)})


def _class(found: Incident, event: IncidentEvent) -> Incident:
    because = str(event.said.get("because") or f"chosen by {event.by}")
    return replace(found, failure_class=str(event.said["failure_class"]), class_because=because)


def _alert(found: Incident, event: IncidentEvent) -> Incident:
    """Raise the severity when the alert that opened the incident got worse. What a person said stands."""
    told = event.said.get("severity")
    is_own = event.said.get("rule") == found.rule and not event.said.get("attached")
    if not (told and is_own) or found.is_rated or Severity(told) >= found.severity:
        return found
    return replace(found, severity=Severity(told), because=str(event.said.get("because") or ""))


def _review(found: Incident, event: IncidentEvent) -> Incident:
    return replace(found, batches=(*found.batches, int(event.said["batch"])))


def _golden(found: Incident, event: IncidentEvent) -> Incident:
    return replace(found, golden=found.golden + int(event.said.get("added", 0)))


_FOLDS: Mapping[EventKind, Callable[[Incident, IncidentEvent], Incident]] = {
    EventKind.ALERT: _alert,
    EventKind.ACKNOWLEDGED: _acknowledged,
    EventKind.OWNER: _owner,
    EventKind.SEVERITY: _severity,
    EventKind.STATUS: _status,
    EventKind.TICK: _tick,
    EventKind.CLASS: _class,
    EventKind.REVIEW: _review,
    EventKind.GOLDEN: _golden,
}
