"""Events of incidents: appended in order, read in parts, counted without reading them all."""

from datetime import datetime

import pytest
import sqlalchemy as sa

from tidegauge.workbench.engine import open_workbench
from tidegauge.workbench.incident_events import (
    LONGEST,
    MACHINE,
    EventKind,
    IncidentError,
    alert_key,
    append_event,
    events_of,
    in_turn,
    incidents_of_alert,
    new_incident,
    numbers_until,
    stores_of,
)

AT = datetime(2026, 11, 17, 15)


def made(engine: sa.Engine, *statuses: str) -> int:
    with in_turn(engine) as connection:
        number = new_incident(connection, "/data/lake", AT)
        append_event(connection, number, EventKind.OPENED, {"title": "x"}, by=MACHINE, at=AT)
        for status in statuses:
            append_event(connection, number, EventKind.STATUS, {"status": status}, by=MACHINE, at=AT)
    return number


def test_on_both_databases_the_newest_status_counts(either_url: str) -> None:
    engine = open_workbench(either_url)
    for statuses in ((), ("scoped",), ("scoped", "resolved"), ("resolved", "scoped")):
        made(engine, *statuses)
    assert numbers_until(engine, "resolved") == (1, 2, 4)
    assert stores_of(engine) == dict.fromkeys((1, 2, 3, 4), "/data/lake")
    engine.dispose()


def test_some_incidents_and_some_kinds(engine: sa.Engine) -> None:
    for _ in range(3):
        made(engine, "scoped")
    assert {number: len(every) for number, every in events_of(engine).items()} == {1: 2, 2: 2, 3: 2}
    assert list(events_of(engine, [2])) == [2]
    assert events_of(engine, []) == {}
    (only,) = events_of(engine, [3], (EventKind.STATUS,))[3]
    assert (only.kind, only.said) == (EventKind.STATUS, {"status": "scoped"})


@pytest.mark.parametrize(("by", "text"), [("", "x"), (" ", "x"), ("ana", "x" * LONGEST)])
def test_unsigned_and_too_long_is_refused(engine: sa.Engine, by: str, text: str) -> None:
    number = made(engine)
    with pytest.raises(IncidentError), in_turn(engine) as connection:
        append_event(connection, number, EventKind.NOTE, {"text": text}, by=by, at=AT)
    assert len(events_of(engine)[number]) == 1


def test_what_no_database_holds_is_left_out(engine: sa.Engine) -> None:
    number = made(engine)
    with in_turn(engine) as connection:
        append_event(connection, number, EventKind.NOTE, {"text": "a\x00b\ud83d"}, by="ana", at=AT)
    assert events_of(engine)[number][-1].said == {"text": "ab?"}


def test_a_text_that_looks_like_json_is_kept_as_it_is(engine: sa.Engine) -> None:
    number, said = made(engine), {"text": "\\u0000 \\", "more": [["\\u0000", None], {"\\u0000": 1}]}
    with in_turn(engine) as connection:
        append_event(connection, number, EventKind.NOTE, said, by="ana", at=AT)
    assert events_of(engine)[number][-1].said == said


SEGMENT = [["geo", "BR"], ["device", "ios\x00"]]


def test_the_incidents_of_an_alert_are_found_by_its_key(engine: sa.Engine) -> None:
    one, other = made(engine), made(engine)
    with in_turn(engine) as connection:
        for number, rule, segment in (
            (one, "errors", SEGMENT),
            (other, "errors", SEGMENT),
            (other, "errors", []),
        ):
            said = {"rule": rule, "segment": segment}
            append_event(connection, number, EventKind.ALERT, said, by=MACHINE, at=AT)
    pairs = tuple(tuple(pair) for pair in SEGMENT)
    assert incidents_of_alert(engine, "errors", pairs) == {one, other}
    assert incidents_of_alert(engine, "errors", []) == {other}
    assert incidents_of_alert(engine, "latency", pairs) == frozenset()
    # What is looked for stands in an index, and what is kept of the event gives the same key.
    kept = events_of(engine, [one], (EventKind.ALERT,))[one][0].said
    assert alert_key(kept["rule"], kept["segment"]) == alert_key("errors", SEGMENT)
    names = {index["name"] for index in sa.inspect(engine).get_indexes("incident_events")}
    assert "events_of_alerts" in names
