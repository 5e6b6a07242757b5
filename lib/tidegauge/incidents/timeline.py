"""The timeline of an incident, which fills itself: alerts, people, recorded changes, pins, reviews."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from tidegauge.filters import Window
from tidegauge.formats import count
from tidegauge.incidents.event_lines import Line, brief, lines_of
from tidegauge.incidents.records import Incident
from tidegauge.incidents.review import progress_of
from tidegauge.incidents.words import onset_words
from tidegauge.queries.changes import RECORDED, changes_in
from tidegauge.reports._scope.events import called
from tidegauge.reports._scope.records import Change
from tidegauge.reports.source import Source
from tidegauge.workbench.labels import labels_of_batch

BEFORE = timedelta(hours=24)
"""How long before the onset a change is still told."""
MOST_CHANGES = 12
"""Changes that are told, those nearest to the onset."""


def timeline(incident: Incident, engine: sa.Engine, changes: Sequence[Change] = ()) -> tuple[Line, ...]:
    """Return the lines of an incident, oldest first. `changes` are those of `changes_near`."""
    lines = [*_began(incident), *(_change(one) for one in changes), *_reviewed(engine, incident)]
    for event in incident.events:
        lines += lines_of(event, incident)
    return tuple(sorted(lines, key=lambda one: one.at))


def changes_near(source: Source, incident: Incident, until: datetime) -> tuple[Change, ...]:
    """Return the changes that were recorded from a day before the onset until it was resolved, else `until` (UTC).

    Of very many those nearest to the onset. A store without that table has none.
    """
    began = incident.onset or incident.opened_at
    end = max(incident.resolved_at or until, began + timedelta(minutes=1))
    frame = source.store.read(changes_in(source.store.catalog(), Window(began - BEFORE, end)))
    every = [Change(*row) for row in frame.select(RECORDED).rows()]
    nearest = sorted(every, key=lambda one: abs(one.at - began))[:MOST_CHANGES]
    return tuple(sorted(nearest, key=lambda one: one.at))


def _began(incident: Incident) -> list[Line]:
    opening, lines = incident.opening, []
    if opening.onset is not None:
        how = onset_words(incident)
        lines.append(Line(opening.onset, f"onset, {how}" if how else "onset", kind="onset"))
    if opening.pending_at is not None and opening.rule:
        lines.append(Line(opening.pending_at, f"rule {opening.rule} pending", kind="alert"))
    return lines


def _change(one: Change) -> Line:
    more = [f"for {one.scope}" if one.scope else "", one.note or ""]
    text = ", ".join(filter(None, (called(one), *more)))
    return Line(one.at, brief(text), kind="change")


def _reviewed(engine: sa.Engine, incident: Incident) -> list[Line]:
    found = progress_of(engine, incident)
    labels = labels_of_batch(engine, found.batch) if found else ()
    if found is None or not labels:
        return []
    people = sorted({one.reviewer for one in labels})
    last = max(one.at for one in labels)
    return [Line(last, f"{count(found.done)} of {count(found.wanted)} reviewed", ", ".join(people), "review")]
