"""What people do: each act is an event, the record is what they add up to, and nothing is changed in place."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.incidents_made import FIRED, opening
from tidegauge.incidents import acts
from tidegauge.incidents.listing import incident_of, open_count
from tidegauge.incidents.opening import open_incident
from tidegauge.incidents.records import NOBODY, Incident, Status
from tidegauge.workbench.audit import list_actions
from tidegauge.workbench.incident_events import IncidentError
from tidegauge.workbench.members import Role, add_member
from tidegauge.workbench.permission import NotAllowedError
from tidegauge.workbench.tables import INCIDENT_EVENTS

MINUTE = timedelta(minutes=1)


@pytest.fixture
def incident(engine: sa.Engine) -> Incident:
    return open_incident(engine, opening(), store="", by="ana", at=FIRED)


def rows(engine: sa.Engine) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [
            tuple(row)
            for row in connection.execute(sa.select(INCIDENT_EVENTS).order_by(INCIDENT_EVENTS.c.id))
        ]


def test_every_act_appends_and_changes_no_row(engine: sa.Engine, incident: Incident) -> None:
    signed = {"by": "ana", "at": FIRED + MINUTE}
    steps = [
        lambda: acts.acknowledge(engine, incident, **signed),
        lambda: acts.give_to(engine, incident, "bo", **signed),
        lambda: acts.rate(engine, incident, "P0", "the whole of BR", **signed),
        lambda: acts.set_status(engine, incident, "scoped", **signed),
        lambda: acts.note(engine, incident, "pinned v6", **signed),
        lambda: acts.tick(engine, incident, "started", done=True, **signed),
        lambda: acts.note_item(engine, incident, "started", "14:20", **signed),
        lambda: acts.choose_class(engine, incident, "model", **signed),
    ]
    for step in steps:
        before = rows(engine)
        step()
        assert rows(engine)[: len(before)] == before
        assert len(rows(engine)) == len(before) + 1
    assert len(list_actions(engine)) == len(steps) + 1


def test_who_acknowledges_first_owns_it(engine: sa.Engine, incident: Incident) -> None:
    acts.acknowledge(engine, incident, by="ana", at=FIRED + 9 * MINUTE)
    found = acts.acknowledge(engine, incident, by="bo", at=FIRED + 12 * MINUTE)
    assert (found.owner, found.acknowledged_by, found.acknowledged_at) == ("ana", "ana", FIRED + 9 * MINUTE)


def test_an_override_needs_a_reason(engine: sa.Engine, incident: Incident) -> None:
    with pytest.raises(IncidentError, match="needs a reason"):
        acts.rate(engine, incident, "P0", "  ", by="ana", at=FIRED)
    with pytest.raises(IncidentError, match="P9"):
        acts.rate(engine, incident, "P9", "because", by="ana", at=FIRED)


def test_the_states_go_on_and_reopening_keeps_what_was_found_out(
    engine: sa.Engine, incident: Incident
) -> None:
    for step, status in enumerate(("scoped", "isolated", "mitigated", "resolved"), start=1):
        found = acts.set_status(engine, incident, status, by="ana", at=FIRED + step * MINUTE)
    assert (found.next_status, found.is_open, open_count(engine)) == (None, False, 0)
    with pytest.raises(IncidentError, match="comes after"):
        acts.set_status(engine, incident, "scoped", by="ana", at=FIRED)
    again = acts.reopen(engine, incident, by="ana", at=FIRED + 9 * MINUTE)
    assert (again.status, again.reopened, open_count(engine)) == (Status.ISOLATED, 1, 1)
    assert set(again.reached) == {Status.TRIAGE, Status.SCOPED, Status.ISOLATED}
    with pytest.raises(IncidentError, match="can be reopened"):
        acts.reopen(engine, incident, by="ana", at=FIRED)


def test_two_who_press_the_same_button_write_once(engine: sa.Engine, incident: Incident) -> None:
    stale = incident_of(engine, incident.key)
    acts.set_status(engine, incident, "scoped", by="ana", at=FIRED + MINUTE)
    found = acts.set_status(engine, stale, "scoped", by="bo", at=FIRED + 2 * MINUTE)
    assert found.reached[Status.SCOPED] == FIRED + MINUTE
    assert [one.kind for one in found.events].count("status") == 1


def test_a_tick_keeps_who_and_when_beside_its_note(engine: sa.Engine, incident: Incident) -> None:
    acts.tick(engine, incident, "started", done=True, by="ana", at=FIRED)
    found = acts.note_item(engine, incident, "started", "since 14:20", by="bo", at=FIRED + MINUTE)
    tick = found.ticks["started"]
    assert (tick.done, tick.by, tick.at, tick.note) == (True, "ana", FIRED, "since 14:20")
    assert not acts.tick(engine, incident, "started", done=False, by="bo", at=FIRED).ticks["started"].done


def test_viewers_read_and_nobody_signs_for_another(engine: sa.Engine, incident: Incident) -> None:
    add_member(engine, "ana", Role.ADMIN, by="ana", at=FIRED)
    add_member(engine, "vic", Role.VIEWER, by="ana", at=FIRED)
    with pytest.raises(NotAllowedError, match="viewer"):
        acts.note(engine, incident, "no", by="vic", at=FIRED)
    with pytest.raises(NotAllowedError, match="not a member"):
        acts.note(engine, incident, "no", by="somebody", at=FIRED)
    with pytest.raises(NotAllowedError):
        open_incident(engine, opening(), store="", by="vic", at=FIRED)
    assert acts.note(engine, incident, "yes", by="ana", at=FIRED).events[-1].said["text"] == "yes"


@pytest.mark.parametrize("text", ["", "  ", "x" * 5_001])
def test_a_note_says_something(engine: sa.Engine, incident: Incident, text: str) -> None:
    with pytest.raises(IncidentError):
        acts.note(engine, incident, text, by="ana", at=FIRED)


def test_text_that_databases_cannot_hold_is_kept_without_it(engine: sa.Engine, incident: Incident) -> None:
    found = acts.note(engine, incident, "a\x00b \ud83d", by="ana", at=FIRED)
    assert found.events[-1].said["text"] == "ab ?"


@pytest.mark.parametrize("key", ["INC-7", "inc-0", "x", "", "INC--1", "1; DROP TABLE incidents"])
def test_an_unknown_key_names_those_there_are(engine: sa.Engine, incident: Incident, key: str) -> None:
    with pytest.raises(IncidentError, match="INC-1 to INC-1"):
        incident_of(engine, key)


def test_somebody_without_a_name_owns_nothing(engine: sa.Engine) -> None:
    found = open_incident(engine, opening(), store="", by="ana", at=FIRED)
    seen = acts.acknowledge(engine, found, by=NOBODY, at=FIRED)
    assert (seen.acknowledged_by, seen.owner) == (NOBODY, None)
