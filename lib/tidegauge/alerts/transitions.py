"""Every change of a rule's state, as the workbench keeps it: appended, never changed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tidegauge.alerts.records import Segment, Severity, State, Transition
from tidegauge.alerts.serial import link_of, link_text, segment_of, segment_text
from tidegauge.workbench.tables import ALERT_TRANSITIONS
from tidegauge.workbench.texts import storable
from tidegauge.workbench.within import Opened, rows_within

_ROWS = ALERT_TRANSITIONS.c


@dataclass(frozen=True)
class RecordedTransition:
    """A transition on record, with its number; `recorded` is when a check found it (UTC)."""

    id: int
    store: str
    transition: Transition
    recorded: datetime


def append_transition(
    connection: sa.Connection, store: str, transition: Transition, recorded: datetime
) -> RecordedTransition:
    """Append a transition, and return it with its number."""
    values = {
        **{name: getattr(transition, name) for name in ("rule", "at", "onset", "severity")},
        "store": store,
        "segment": segment_text(transition.segment),
        "before": transition.before.value,
        "after": transition.after.value,
        "because": storable(transition.because),
        "sentence": storable(transition.sentence),
        "details": json.dumps([storable(one) for one in transition.details], ensure_ascii=False),
        "link": link_text(transition.link),
        "muted": None if transition.muted is None else storable(transition.muted),
        "recorded": recorded,
    }
    key = connection.execute(sa.insert(ALERT_TRANSITIONS).values(values)).inserted_primary_key
    return RecordedTransition(int(key[0]) if key else 0, store, transition, recorded)


def list_transitions(
    of: Opened,
    store: str | None = None,
    *,
    rule: str | None = None,
    segment: Segment | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    newest: int | None = None,
) -> tuple[RecordedTransition, ...]:
    """Return the transitions, oldest first: of a store, a rule or a segment, whose window ended from `since` to just before `until`, or only the `newest` so many."""
    query = sa.select(ALERT_TRANSITIONS).order_by(_ROWS.id.desc()).limit(newest)
    wanted = {
        _ROWS.store: store,
        _ROWS.rule: rule,
        _ROWS.segment: None if segment is None else segment_text(segment),
    }
    query = query.where(*(column == value for column, value in wanted.items() if value is not None))
    if since is not None:
        query = query.where(_ROWS.at >= since)
    if until is not None:
        query = query.where(_ROWS.at < until)
    return tuple(recorded_of(row) for row in reversed(rows_within(of, query)))


def last_changes(of: Opened, store: str) -> Mapping[str, datetime]:
    """Return the end of the last window after which each rule's state changed at a store, by rule."""
    query = sa.select(_ROWS.rule, sa.func.max(_ROWS.at).label("last")).where(_ROWS.store == store)
    return {row.rule: row.last for row in rows_within(of, query.group_by(_ROWS.rule))}


def transitions_of(of: Opened, ids: Sequence[int]) -> tuple[RecordedTransition, ...]:
    """Return the transitions of these numbers, oldest first."""
    query = sa.select(ALERT_TRANSITIONS).where(_ROWS.id.in_(ids)).order_by(_ROWS.id)
    return tuple(map(recorded_of, rows_within(of, query)))


def recorded_of(row: sa.Row[Any]) -> RecordedTransition:
    """Return the transition that a row of the table says."""
    found = Transition(
        rule=row.rule,
        segment=segment_of(row.segment),
        at=row.at,
        before=State(row.before),
        after=State(row.after),
        onset=row.onset,
        severity=None if row.severity is None else Severity(row.severity),
        sentence=row.sentence,
        details=tuple(json.loads(row.details)),
        link=link_of(row.link),
        muted=row.muted,
        because=row.because,
    )
    return RecordedTransition(row.id, row.store, found, row.recorded)
