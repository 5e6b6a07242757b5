"""Alerts that may belong to an incident: other rules, in its segment, in its time."""

from datetime import timedelta

import sqlalchemy as sa

from tests.incidents_made import BR, FIRED, ONSET, firing, opening
from tidegauge.alerts.records import Transition
from tidegauge.alerts.transitions import append_transition
from tidegauge.incidents.attachable import attachable
from tidegauge.incidents.from_alert import attach
from tidegauge.incidents.opening import open_incident

HOUR = timedelta(hours=1)
STORE = "/data/lake"


def record(engine: sa.Engine, transition: Transition, store: str = STORE) -> Transition:
    with engine.begin() as connection:
        return append_transition(connection, store, transition, transition.at).transition


def test_only_what_may_belong_is_offered_once(engine: sa.Engine) -> None:
    incident = open_incident(engine, opening(), store=STORE, by="ana", at=FIRED)
    record(engine, firing(FIRED, "wider", BR[:1]))
    newest = record(engine, firing(FIRED + HOUR, "wider", BR[:1]))
    record(engine, firing(FIRED, "elsewhere", (("geo", "DE"),)))
    record(engine, firing(ONSET - 2 * HOUR, "long before", BR))
    record(engine, firing(FIRED + 9 * HOUR, "after now", BR))
    record(engine, firing(FIRED, "other store", BR), "/data/other")
    found = attachable(engine, incident, FIRED + 2 * HOUR)
    assert [(one.rule, one.at) for one in found] == [("wider", newest.at)]
    attach(engine, incident, found[0], by="ana", at=FIRED + 2 * HOUR)
    again = attach(engine, incident, found[0], by="ana", at=FIRED + 2 * HOUR)
    assert attachable(engine, again, FIRED + 2 * HOUR) == ()
