"""What each kind of event says in the timeline."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tidegauge.formats import MISSING, count
from tidegauge.incidents.records import Incident
from tidegauge.reports._traces.text import first_line
from tidegauge.workbench.incident_events import EventKind, IncidentEvent
from tidegauge.workbench.members import MACHINE

LONGEST = 300
"""Characters of a line that is no note."""
AT_ONCE = timedelta(minutes=30)
"""How soon after its window an alert is found where checks run all the time: late data are waited for."""


@dataclass(frozen=True)
class Line:
    """One line: when (UTC), what, and by whom. Of the kind `note` the text is somebody's own words."""

    at: datetime
    text: str
    by: str = ""
    kind: str = ""


def lines_of(event: IncidentEvent, incident: Incident) -> list[Line]:
    """Return what an event says: one line, or none where another line says the same."""
    return _LINES.get(event.kind, _silent)(event, incident)


def brief(text: str) -> str:
    """Return the first line of a text, cut where it is long.

    >>> brief("one\\ntwo"), brief("")
    ('one', '–')
    """
    return first_line(text[: 4 * LONGEST], LONGEST) or MISSING


def _silent(_event: IncidentEvent, _incident: Incident) -> list[Line]:
    return []


def _opened(event: IncidentEvent, incident: Incident) -> list[Line]:
    if incident.rule and event.by == MACHINE:
        return _found_late(event, incident)
    first = incident.opening
    severity = f", {first.severity.value}" if first.severity else ""
    why = f": {first.because.removeprefix(f'{first.severity}: ')}" if severity and first.because else ""
    return [Line(event.at, brief(f"opened by {event.by}{severity}{why}"), kind="status")]


def _found_late(event: IncidentEvent, incident: Incident) -> list[Line]:
    """The alert's own line says that it fired: there is another one only where nobody looked for a while."""
    fired = next((one.at for one in incident.events if one.kind is EventKind.ALERT), event.at)
    if event.at - fired < AT_ONCE:
        return []
    return [Line(event.at, "found by a check, and opened", kind="status")]


def _alert(event: IncidentEvent, incident: Incident) -> list[Line]:
    said = event.said
    severity = f", {said['severity']}" if said.get("severity") and said["after"] == "firing" else ""
    where = ", ".join(f"{name} = {value}" for name, value in said["segment"])
    own = [list(pair) for pair in incident.segment] == said["segment"]
    of = "" if own else f" for {where or 'all calls'}"
    muted = f", not told: {said['muted']}" if said.get("muted") else ""
    attached = f", attached by {event.by}" if said.get("attached") else ""
    text = f"rule {said['rule']} {said['after']}{of}{severity}{muted}{attached}"
    return [Line(event.at, brief(text), kind="alert")]


def _told(event: IncidentEvent, _incident: Incident) -> list[Line]:
    return [
        Line(event.at, brief(f"told {', '.join(event.said.get('channels') or ['nobody'])}"), kind="alert")
    ]


def _acknowledged(event: IncidentEvent, _incident: Incident) -> list[Line]:
    return [Line(event.at, f"acknowledged by {event.by}", kind="status")]


def _owner(event: IncidentEvent, _incident: Incident) -> list[Line]:
    owner = event.said.get("owner")
    return [Line(event.at, f"given to {owner}" if owner else "without an owner", event.by, "status")]


def _severity(event: IncidentEvent, _incident: Incident) -> list[Line]:
    return [
        Line(
            event.at,
            brief(f"severity {event.said['severity']}: {event.said.get('reason', '')}"),
            event.by,
            "status",
        )
    ]


def _status(event: IncidentEvent, _incident: Incident) -> list[Line]:
    if event.said.get("by_pin"):
        return []  # the pin's own line says it
    text = f"reopened: {event.said['status']}" if event.said.get("reopened") else str(event.said["status"])
    return [Line(event.at, text, event.by, "status")]


def _note(event: IncidentEvent, _incident: Incident) -> list[Line]:
    return [Line(event.at, str(event.said["text"]), event.by, "note")]  # whole: it is shown nowhere else


def _class(event: IncidentEvent, _incident: Incident) -> list[Line]:
    return [Line(event.at, f"checklist: {event.said['failure_class']}", event.by, "status")]


def _pin(event: IncidentEvent, _incident: Incident) -> list[Line]:
    what = "scoped" if event.said.get("has_cause") else "pinned"
    return [Line(event.at, brief(f"{what}: {event.said['title']}, pinned"), event.by, "pin")]


def _review(event: IncidentEvent, _incident: Incident) -> list[Line]:
    n = int(event.said.get("n", 0))
    return [
        Line(event.at, f"{count(n)} {'sample' if n == 1 else 'samples'} sent to review", event.by, "review")
    ]


def _golden(event: IncidentEvent, _incident: Incident) -> list[Line]:
    n = int(event.said["added"])
    text = f"{count(n)} {'case' if n == 1 else 'cases'} added to golden set {event.said['set']}"
    return [Line(event.at, text, event.by, "review")]


_LINES: Mapping[EventKind, Callable[[IncidentEvent, Incident], list[Line]]] = {
    EventKind.OPENED: _opened,
    EventKind.ALERT: _alert,
    EventKind.TOLD: _told,
    EventKind.ACKNOWLEDGED: _acknowledged,
    EventKind.OWNER: _owner,
    EventKind.SEVERITY: _severity,
    EventKind.STATUS: _status,
    EventKind.NOTE: _note,
    EventKind.CLASS: _class,
    EventKind.PIN: _pin,
    EventKind.REVIEW: _review,
    EventKind.GOLDEN: _golden,
}
