"""What people do with an incident. Each act is one event, signed and audited."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tidegauge.alerts.records import Severity
from tidegauge.errors import unknown
from tidegauge.incidents.listing import incident_of
from tidegauge.incidents.records import STEPS, Incident, Status
from tidegauge.workbench.incident_events import EventKind, IncidentError, append_event, in_turn
from tidegauge.workbench.texts import needed_line, one_line, storable

LONGEST_NOTE = 5_000
"""Characters of a note."""
LONGEST_LINE = 300
"""Characters of a reason or a name."""


def acknowledge(engine: sa.Engine, incident: Incident, *, by: str, at: datetime) -> Incident:
    """Say that somebody is on it; whoever says so first, by name, becomes the owner where there is none. Twice changes nothing."""
    return _done(engine, incident, EventKind.ACKNOWLEDGED, by, at, _unless_acknowledged)


def give_to(engine: sa.Engine, incident: Incident, owner: str, *, by: str, at: datetime) -> Incident:
    """Give an incident another owner; an empty name takes the owner away."""
    return _done(engine, incident, EventKind.OWNER, by, at, {"owner": one_line(owner)[:LONGEST_LINE]})


def rate(
    engine: sa.Engine, incident: Incident, severity: str, reason: str, *, by: str, at: datetime
) -> Incident:
    """Give an incident another severity than the rule's.

    Raises:
        IncidentError: there is no such severity, or no reason.
    """
    if severity not in set(Severity):
        raise IncidentError(unknown("severity", severity, Severity))
    missing = f"Why {severity}? A severity that no rule gave needs a reason."
    told = {"severity": severity, "reason": needed_line(reason, LONGEST_LINE, missing, IncidentError)}
    return _done(engine, incident, EventKind.SEVERITY, by, at, told)


def set_status(engine: sa.Engine, incident: Incident, status: str, *, by: str, at: datetime) -> Incident:
    """Bring an incident to a state that comes after its own; the same one changes nothing.

    Raises:
        IncidentError: there is no such state, or it lies behind: then `reopen` it.
    """
    if status not in set(Status):
        raise IncidentError(unknown("status", status, Status))
    wanted = Status(status)

    def said(now: Incident) -> Mapping[str, Any] | None:
        if STEPS.index(wanted) < STEPS.index(now.status):
            raise IncidentError(
                f"{now.key} is {now.status} already, which comes after {wanted}. Reopen it to go back."
            )
        return None if wanted is now.status else {"status": wanted.value}

    return _done(engine, incident, EventKind.STATUS, by, at, said)


def reopen(engine: sa.Engine, incident: Incident, *, by: str, at: datetime) -> Incident:
    """Take up an incident again that was mitigated or resolved; what was found out of it stays found out.

    Raises:
        IncidentError: it is neither.
    """

    def said(now: Incident) -> Mapping[str, Any]:
        if now.status not in {Status.MITIGATED, Status.RESOLVED}:
            raise IncidentError(
                f"{now.key} is {now.status}: only what is mitigated or resolved can be reopened."
            )
        known = [one for one in (Status.SCOPED, Status.ISOLATED) if one in now.reached]
        return {"status": (known or [Status.TRIAGE])[-1].value, "reopened": True}

    return _done(engine, incident, EventKind.STATUS, by, at, said)


def note(engine: sa.Engine, incident: Incident, text: str, *, by: str, at: datetime) -> Incident:
    """Write a note into the timeline.

    Raises:
        IncidentError: it says nothing, or is too long.
    """
    kept = storable(text).strip()
    if not kept:
        raise IncidentError("A note needs a text.")
    if len(kept) > LONGEST_NOTE:
        raise IncidentError(f"The note has {len(kept):,} characters; at most {LONGEST_NOTE:,} fit.")
    return _done(engine, incident, EventKind.NOTE, by, at, {"text": kept})


def tick(
    engine: sa.Engine, incident: Incident, item: str, *, done: bool, answer: str = "", by: str, at: datetime
) -> Incident:
    """Say that an item of the checklist is done, or is not. `answer` is what the product told beside it: that is kept as it was."""
    told = {"item": item, "done": done, "answer": one_line(answer)[:LONGEST_LINE] if done else ""}
    return _done(engine, incident, EventKind.TICK, by, at, told)


def note_item(
    engine: sa.Engine, incident: Incident, item: str, text: str, *, by: str, at: datetime
) -> Incident:
    """Write beside an item of the checklist; an empty text takes away what stood there."""
    told = {"item": item, "note": one_line(text)[:LONGEST_LINE]}
    return _done(engine, incident, EventKind.TICK, by, at, told)


def choose_class(
    engine: sa.Engine, incident: Incident, failure_class: str, *, by: str, at: datetime
) -> Incident:
    """Take the checklist of another failure class."""
    return _done(engine, incident, EventKind.CLASS, by, at, {"failure_class": failure_class})


Said = Mapping[str, Any] | Callable[[Incident], Mapping[str, Any] | None]


def _unless_acknowledged(now: Incident) -> Mapping[str, Any] | None:
    return None if now.acknowledged_at else {}


def _done(
    engine: sa.Engine, incident: Incident, kind: EventKind, by: str, at: datetime, said: Said
) -> Incident:
    """Append an event to what the incident is now, and not to what somebody's screen still shows."""
    with in_turn(engine) as connection:
        told = said(incident_of(connection, incident.key)) if callable(said) else said
        if told is not None:
            append_event(connection, incident.id, kind, told, by=by, at=at)
        return incident_of(connection, incident.key)
