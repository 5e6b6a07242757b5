"""Open an incident by hand, or from a page."""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from tidegauge.incidents.failure_class import guess
from tidegauge.incidents.listing import incident_of
from tidegauge.incidents.payloads import written
from tidegauge.incidents.records import Incident, Opening
from tidegauge.stores.addresses import store_key
from tidegauge.workbench.incident_events import (
    EventKind,
    IncidentError,
    append_event,
    in_turn,
    new_incident,
)
from tidegauge.workbench.texts import needed_line

LONGEST_TITLE = 300
"""Characters of a title."""


def open_incident(engine: sa.Engine, opening: Opening, *, store: str, by: str, at: datetime) -> Incident:
    """Record a new incident and return it. `store` is the address of the store, `at` the present moment (UTC).

    Raises:
        IncidentError: it has no title, or nobody signs it.
        NotAllowedError: there are members, and `by` is none who may write here.
    """
    with in_turn(engine) as connection:
        number = open_within(connection, opening, store=store, by=by, at=at)
    return incident_of(engine, str(number))


def open_within(connection: sa.Connection, opening: Opening, *, store: str, by: str, at: datetime) -> int:
    """Record a new incident within a transaction and return its number."""
    title = needed_line(opening.title, LONGEST_TITLE, "An incident needs a title.", IncidentError)
    number = new_incident(connection, store_key(store) if store else "", at)
    told = written(replace(_classed(opening), title=title))
    append_event(connection, number, EventKind.OPENED, told, by=by, at=at)
    return number


def _classed(opening: Opening) -> Opening:
    if opening.failure_class:
        return opening
    found = guess(opening.metric, opening.change, opening.change_kind)
    return replace(opening, failure_class=found.failure_class, class_because=found.because)
