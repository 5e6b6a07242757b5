"""Alerts open incidents once, join the open one, and leave the rest alone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.incidents_made import BR, FIRED, ONSET, firing
from tidegauge.alerts.records import Segment, Severity, State
from tidegauge.incidents import acts
from tidegauge.incidents.from_alert import attach, from_alert, notified
from tidegauge.incidents.listing import incident_of, list_incidents, open_count, open_for
from tidegauge.incidents.records import Incident
from tidegauge.incidents.segment_chips import which_calls
from tidegauge.incidents.timeline import timeline
from tidegauge.incidents.words import short_title
from tidegauge.settings import Settings
from tidegauge.settings_alerts import RuleTable
from tidegauge.workbench.engine import open_workbench

HOUR = timedelta(hours=1)
SETTINGS = Settings.model_validate({"alerts": {"owner": "ml-oncall"}})


def opened(engine: sa.Engine) -> Incident:
    found = from_alert(engine, SETTINGS, firing(), pending_at=FIRED - timedelta(minutes=5))
    assert found is not None
    return found


def texts(engine: sa.Engine, found: Incident) -> list[str]:
    return [line.text for line in timeline(found, engine)]


def test_a_severe_alert_opens_one(engine: sa.Engine) -> None:
    found = opened(engine)
    assert (found.key, found.severity, found.owner, found.onset) == ("INC-1", Severity.P1, "ml-oncall", ONSET)
    assert found.opened_at == FIRED
    assert found.reason == "quality in the segment fell more than 20%"
    assert texts(engine, found) == [
        "onset",
        "rule format-failures pending",
        "rule format-failures firing, P1",
    ]


def test_one_that_is_found_late_counts_from_then_on(engine: sa.Engine) -> None:
    found = from_alert(engine, SETTINGS, firing(), now=FIRED + 2 * HOUR)
    assert found is not None
    assert found.opened_at == FIRED + 2 * HOUR
    assert texts(engine, found) == [
        "onset",
        "rule format-failures firing, P1",
        "found by a check, and opened",
    ]


def test_the_page_holds_the_onset_and_the_alert(engine: sa.Engine) -> None:
    found = from_alert(engine, SETTINGS, firing(), rule=RuleTable(where=("source != api",)))
    assert found is not None
    page = found.opening.page
    assert page is not None
    assert page.start <= ONSET < FIRED == page.end
    assert page.reference_end == page.start
    assert page.where == ("source != api",)


def test_the_same_transition_twice_is_one(engine: sa.Engine) -> None:
    first, again = opened(engine), opened(engine)
    assert first == again
    assert open_count(engine) == 1


@pytest.mark.parametrize(
    ("wanted", "severity", "muted", "opens"),
    [
        (None, Severity.P0, None, True),
        (None, Severity.P1, None, True),
        (None, Severity.P2, None, False),
        (None, None, None, False),
        (True, Severity.P3, None, True),
        (False, Severity.P0, None, False),
        (True, Severity.P0, "maintenance", False),
    ],
)
def test_which_alerts_open_one(
    engine: sa.Engine, wanted: bool | None, severity: Severity | None, muted: str | None, opens: bool
) -> None:
    told = firing(severity=severity, muted=muted)
    assert (from_alert(engine, SETTINGS, told, rule=RuleTable(incident=wanted)) is not None) is opens


def test_later_states_join_the_open_one_and_a_firing_after_the_end_opens_another(engine: sa.Engine) -> None:
    first = opened(engine)
    from_alert(engine, SETTINGS, firing(FIRED + HOUR, after=State.RESOLVED))
    joined = from_alert(engine, SETTINGS, firing(FIRED + 2 * HOUR))
    assert joined is not None
    assert joined.id == first.id
    assert texts(engine, joined)[-2:] == ["rule format-failures resolved", "rule format-failures firing, P1"]
    acts.set_status(engine, joined, "resolved", by="ana", at=FIRED + 3 * HOUR)
    assert from_alert(engine, SETTINGS, firing(FIRED + 4 * HOUR, after=State.RESOLVED)) is None
    second = from_alert(engine, SETTINGS, firing(FIRED + 5 * HOUR))
    assert second is not None
    assert second.key == "INC-2"


def test_another_segment_is_another_incident(engine: sa.Engine) -> None:
    opened(engine)
    other = from_alert(engine, SETTINGS, firing(segment=(("geo", "DE"),)))
    assert other is not None
    assert [one.key for one in list_incidents(engine)] == ["INC-1", "INC-2"]


def test_the_same_rule_at_another_store_is_another_alert(engine: sa.Engine) -> None:
    first = from_alert(engine, SETTINGS, firing(), store="/data/one")
    second = from_alert(engine, SETTINGS, firing(), store="/data/two")
    assert first is not None
    assert second is not None
    assert (first.key, second.key) == ("INC-1", "INC-2")
    joined = from_alert(engine, SETTINGS, firing(FIRED + HOUR, severity=Severity.P0), store="/data/one")
    assert joined is not None
    assert joined.key == "INC-1"
    notified(engine, "format-failures", BR, ["oncall"], FIRED + HOUR, second.store)
    assert [event.kind for event in incident_of(engine, "2").events] == ["opened", "alert", "told"]
    assert open_for(engine, "format-failures", BR, "/data/three") is None


def test_an_alert_that_gets_worse_raises_the_severity_unless_a_person_set_it(engine: sa.Engine) -> None:
    first = opened(engine)
    worse = from_alert(engine, SETTINGS, firing(FIRED + HOUR, severity=Severity.P0))
    assert worse is not None
    assert worse.severity is Severity.P0
    acts.rate(engine, first, "P2", "only a test tenant", by="ana", at=FIRED + HOUR)
    again = from_alert(engine, SETTINGS, firing(FIRED + 2 * HOUR, severity=Severity.P0))
    assert again is not None
    assert (again.severity, again.reason) == (Severity.P2, "set by ana: only a test tenant")


def test_who_was_told_stands_in_the_timeline(engine: sa.Engine) -> None:
    notified(engine, "format-failures", BR, ["oncall"], FIRED)
    found = opened(engine)
    notified(engine, "format-failures", BR, ["oncall", "team"], FIRED + HOUR)
    there = open_for(engine, "format-failures", BR)
    assert there is not None
    assert there.id == found.id
    assert texts(engine, incident_of(engine, there.key))[-1] == "told oncall, team"


def test_an_attached_alert_joins_from_then_on(engine: sa.Engine) -> None:
    found = opened(engine)
    narrow: Segment = (("geo", "BR"),)
    other = firing(FIRED + HOUR, rule="errors", segment=narrow, severity=Severity.P3)
    attach(engine, found, other, by="ana", at=FIRED + HOUR)
    assert attach(engine, found, other, by="ana", at=FIRED + HOUR).events[-1].said["attached"]
    later = from_alert(engine, SETTINGS, firing(FIRED + 2 * HOUR, "errors", narrow, None, State.RESOLVED))
    assert later is not None
    assert texts(engine, later)[-2:] == [
        "rule errors firing for geo = BR, P3, attached by ana",
        "rule errors resolved for geo = BR",
    ]


def test_many_checks_at_once_open_one(either_url: str) -> None:
    engines = [open_workbench(either_url) for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda place: from_alert(engines[place % 4], SETTINGS, firing()), range(16)))
    assert {one.key for one in found if one is not None} == {"INC-1"}
    assert open_count(engines[0]) == 1
    told = [one.kind for one in incident_of(engines[0], "1").events]
    assert told == ["opened", "alert"]
    for engine in engines:
        engine.dispose()


def test_a_budget_is_of_the_class_cost_and_names_the_filter_of_its_rule(engine: sa.Engine) -> None:
    told = {"condition": "budget", "budget": 50.0, "where": ("api_key = k7",), "incident": True}
    rule = RuleTable.model_validate(told)
    found = from_alert(engine, Settings(), firing(segment=(), severity=Severity.P3), rule=rule)
    assert found is not None
    assert (found.failure_class, found.class_because) == ("cost", "the rule watches a budget")
    assert (found.title, which_calls(found)) == ("format-failures: api_key = k7", "api_key = k7")
    assert short_title(found) == "format-failures"
