"""The times of the story in `pages.md`, section 7.10: 32 to detect, 9 to acknowledge, 18 to scope, open to mitigate."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.incidents_made import FIRED, ONSET, firing, opening
from tidegauge.alerts.records import Severity
from tidegauge.incidents import acts
from tidegauge.incidents.countdown import Urgency, countdown, urgent_first
from tidegauge.incidents.from_alert import from_alert
from tidegauge.incidents.listing import list_incidents
from tidegauge.incidents.opening import open_incident
from tidegauge.incidents.records import Incident
from tidegauge.incidents.times import times_of
from tidegauge.incidents.words import details, sentence
from tidegauge.settings import Settings
from tidegauge.settings_alerts import SeverityTable

MINUTE = timedelta(minutes=1)


@pytest.fixture
def incident(engine: sa.Engine) -> Incident:
    found = from_alert(engine, Settings(), firing())
    assert found is not None
    return found


def test_the_times_of_the_story(engine: sa.Engine, incident: Incident) -> None:
    acts.acknowledge(engine, incident, by="ana", at=datetime(2026, 11, 17, 15, 1))
    found = acts.set_status(engine, incident, "scoped", by="ana", at=datetime(2026, 11, 17, 15, 10))
    told = {one.name: one.words for one in times_of(found)}
    assert told == {
        "to detect": "32 min",
        "to acknowledge": "9 min",
        "to scope": "18 min",
        "to isolate": "open",
        "to mitigate": "open",
        "to resolve": "open",
    }


def test_without_an_onset_nobody_knows_how_long_it_took_to_detect(engine: sa.Engine) -> None:
    found = open_incident(engine, opening(onset=None), store="", by="ana", at=FIRED)
    assert times_of(found)[0].words == "–"


def test_the_countdown_of_the_story(engine: sa.Engine, incident: Incident) -> None:
    table = SeverityTable()
    early = countdown(incident, table, FIRED + 48 * MINUTE)
    assert (early.by, early.words) == (FIRED + 60 * MINUTE, "P1 · respond in 12 min")
    late = countdown(incident, table, FIRED + 64 * MINUTE)
    assert (late.urgency, late.words) == (Urgency.LATE, "P1 · late by 4 min")
    seen = acts.acknowledge(engine, incident, by="ana", at=datetime(2026, 11, 17, 15, 1))
    done = countdown(seen, table, FIRED + 64 * MINUTE)
    assert (done.urgency, done.words) == (Urgency.DONE, "P1 · respond by 15:52, done 15:01")
    assert countdown(seen, table, FIRED, "Europe/Berlin").words == "P1 · respond by 16:52, done 16:01"


def test_the_response_times_are_the_settings_own(incident: Incident) -> None:
    table = SeverityTable.model_validate({"respond": {"P1": "15 min"}})
    assert countdown(incident, table, FIRED).words == "P1 · respond in 15 min"


def test_another_day_is_told_with_its_date(engine: sa.Engine) -> None:
    at = datetime(2026, 11, 17, 23, 40)
    found = from_alert(engine, Settings(), firing(at))
    assert found is not None
    seen = acts.acknowledge(engine, found, by="ana", at=at + 5 * MINUTE)
    assert (
        countdown(seen, SeverityTable(), at).words
        == "P1 · respond by Wed 18 Nov 00:40, done Tue 17 Nov 23:45"
    )


def test_an_alerts_own_words_tell_their_zone_to_others(incident: Incident, engine: sa.Engine) -> None:
    assert details(incident, "Europe/Berlin")[-1] == "times of these words: UTC"
    assert "times of" not in " ".join(details(incident, "UTC"))
    by_page = open_incident(engine, opening(), store="", by="ana", at=FIRED)
    assert sentence(by_page, "Europe/Berlin") == (
        "Format failures in geo = BR, device = ios and prompt_version = v7, since Tue 17 Nov 15:20. "
        "2.2% of traffic, 71% of it broken."
    )
    assert "times of" not in " ".join(details(by_page, "Europe/Berlin"))


def test_the_onset_is_before_the_alert() -> None:
    assert FIRED - ONSET == 32 * MINUTE


def test_what_the_work_went_past_was_skipped(engine: sa.Engine, incident: Incident) -> None:
    open_one = {
        one.name: one.words
        for one in times_of(acts.set_status(engine, incident, "isolated", by="ana", at=FIRED))
    }
    assert (open_one["to scope"], open_one["to mitigate"]) == ("skipped", "open")
    over = acts.set_status(engine, incident, "resolved", by="ana", at=FIRED + 9 * MINUTE)
    told = {one.name: one.words for one in times_of(over)}
    assert (told["to acknowledge"], told["to mitigate"], told["to resolve"]) == (
        "skipped",
        "skipped",
        "9 min",
    )


def test_what_nobody_took_up_in_time_stands_first(engine: sa.Engine, incident: Incident) -> None:
    late = open_incident(
        engine, opening("late", severity=Severity.P3), store="", by="a", at=FIRED - timedelta(days=3)
    )
    seen = open_incident(engine, opening("seen", severity=Severity.P0), store="", by="a", at=FIRED)
    acts.acknowledge(engine, seen, by="a", at=FIRED)
    assert [one.id for one in list_incidents(engine)] == [seen.id, incident.id, late.id]
    first = urgent_first(list_incidents(engine), SeverityTable(), FIRED + MINUTE)
    assert [one.id for one in first] == [late.id, seen.id, incident.id]
