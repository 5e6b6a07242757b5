"""What happened in incidents: appended, never changed. A record of an incident is folded from these."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from tidegauge.errors import TidegaugeError
from tidegauge.parts import in_parts
from tidegauge.workbench.audit import record
from tidegauge.workbench.exclusive import held
from tidegauge.workbench.members import MACHINE
from tidegauge.workbench.permission import Act, allow
from tidegauge.workbench.tables import INCIDENT_EVENTS, INCIDENTS
from tidegauge.workbench.texts import one_line, storable
from tidegauge.workbench.within import Opened, rows_within

LONGEST = 1_000_000
"""Characters of what an event says of itself; a pinned chart takes some thousands."""


class IncidentError(TidegaugeError):
    """An incident cannot be found, opened, or changed as it was asked for."""


class EventKind(StrEnum):
    """What can happen in an incident."""

    OPENED = "opened"
    ALERT = "alert"
    TOLD = "told"
    ACKNOWLEDGED = "acknowledged"
    OWNER = "owner"
    SEVERITY = "severity"
    STATUS = "status"
    NOTE = "note"
    TICK = "tick"
    CLASS = "class"
    PIN = "pin"
    REVIEW = "review"
    GOLDEN = "golden"


@dataclass(frozen=True)
class IncidentEvent:
    """One thing that happened, when (`at`, UTC), and by whom. `recorded_at` is when it was written down."""

    id: int
    incident: int
    kind: EventKind
    at: datetime
    by: str
    recorded_at: datetime
    said: Mapping[str, Any]


def in_turn(engine: sa.Engine) -> AbstractContextManager[sa.Connection]:
    """Hold the incidents until the block ends, in whatever process: what is read in it stays true in it."""
    return held(engine, sa.text("LOCK TABLE incidents IN SHARE ROW EXCLUSIVE MODE"))


def new_incident(connection: sa.Connection, store: str, at: datetime) -> int:
    """Append an incident and return its number. Its first event is for the caller to append."""
    values = {"store": storable(store), "at": at}
    key = connection.execute(sa.insert(INCIDENTS).values(values)).inserted_primary_key
    return int(key[0]) if key else 0


def append_event(
    connection: sa.Connection,
    incident: int,
    kind: EventKind,
    said: Mapping[str, Any],
    *,
    by: str,
    at: datetime,
    recorded_at: datetime | None = None,
) -> int:
    """Append an event and return its id. What a person does must be among what the role includes, and is audited.

    Raises:
        NotAllowedError: there are members, and `by` is none who may write here.
        IncidentError: nobody signs, or it says more than fits.
    """
    text = json.dumps(_storable(said), ensure_ascii=False, default=str)
    if not (signer := one_line(by)):
        raise IncidentError("Who does this? What happens in an incident is signed.")
    if len(text) > LONGEST:
        raise IncidentError(f"This has {len(text):,} characters; at most {LONGEST:,} fit into an incident.")
    values = {"incident": incident, "kind": kind.value, "at": at, "by": signer, "said": text}
    if signer != MACHINE:
        allow(connection, signer, Act.LEAD)
        record(
            connection, signer, f"incident: {kind.value}", said={"incident": incident}, at=recorded_at or at
        )
    alert = alert_key(said["rule"], said["segment"]) if kind is EventKind.ALERT else None
    added = sa.insert(INCIDENT_EVENTS).values({**values, "recorded_at": recorded_at or at, "alert": alert})
    key = connection.execute(added).inserted_primary_key
    return int(key[0]) if key else 0


def events_of(
    of: Opened, incidents: Collection[int] | None = None, kinds: Collection[EventKind] = tuple(EventKind)
) -> dict[int, tuple[IncidentEvent, ...]]:
    """Return {incident: its events of these kinds in the order in which they were written down}, of some or of all."""
    events = INCIDENT_EVENTS
    query = sa.select(events).order_by(events.c.id)
    if len(kinds) < len(EventKind):
        query = query.where(events.c.kind.in_([one.value for one in kinds]))
    found: dict[int, list[IncidentEvent]] = {}
    for some in [None] if incidents is None else in_parts(sorted(incidents), 500):
        part = query if some is None else query.where(events.c.incident.in_(some))
        for row in rows_within(of, part):
            found.setdefault(row.incident, []).append(_read(row))
    return {number: tuple(every) for number, every in found.items()}


def alert_key(rule: str, segment: Iterable[Iterable[str]]) -> str:
    """Return what the alert of a rule in a segment is known by: the SHA-256 of both.

    >>> alert_key("errors", [["geo", "BR"]]) == alert_key("errors", (("geo", "BR"),))
    True
    """
    # As the databases hold them: an event is found by what was asked for, and by what was kept of it.
    told = json.dumps([storable(rule), [[storable(str(one)) for one in pair] for pair in segment]])
    return hashlib.sha256(told.encode()).hexdigest()


def incidents_of_alert(of: Opened, rule: str, segment: Iterable[Iterable[str]]) -> frozenset[int]:
    """Return the incidents that the alert of a rule in a segment was ever told of."""
    events = INCIDENT_EVENTS.c
    query = sa.select(events.incident).where(events.alert == alert_key(rule, segment)).distinct()
    return frozenset(row.incident for row in rows_within(of, query))


def stores_of(of: Opened) -> dict[int, str]:
    """Return {incident: the address of its store}, in the order in which they were opened."""
    query = sa.select(INCIDENTS.c.id, INCIDENTS.c.store).order_by(INCIDENTS.c.id)
    return {row.id: row.store for row in rows_within(of, query)}


_LAST = (
    sa.select(INCIDENT_EVENTS.c.said)
    .where(INCIDENT_EVENTS.c.incident == INCIDENTS.c.id, INCIDENT_EVENTS.c.kind == EventKind.STATUS.value)
    .order_by(INCIDENT_EVENTS.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
# Built once: the menu of every page asks it.
_STATUSES = sa.select(INCIDENTS.c.id, _LAST.label("said"))


def numbers_until(of: Opened, over: str) -> tuple[int, ...]:
    """Return the numbers of the incidents whose newest status is another one than `over`."""
    rows = rows_within(of, _STATUSES)
    return tuple(row.id for row in rows if not row.said or json.loads(row.said).get("status") != over)


def _read(row: sa.Row[Any]) -> IncidentEvent:
    kind, said = EventKind(row.kind), json.loads(row.said)
    return IncidentEvent(row.id, row.incident, kind, row.at, row.by, row.recorded_at, said)


def _storable(told: Any) -> Any:
    # Before it is JSON: there a sign that no database holds is spelt as a text may spell it, too.
    if isinstance(told, str):
        return storable(told)
    if isinstance(told, Mapping):
        return {storable(str(name)): _storable(one) for name, one in told.items()}
    return [_storable(one) for one in told] if isinstance(told, list | tuple) else told
