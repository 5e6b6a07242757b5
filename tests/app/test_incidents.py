"""The pages Incidents and Incident without a browser: for every role, hostile text, and with the store away."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from app import signed_in, state
from app.components.incident.header import tone_of
from tests.app.app_run import html, open_page, use_lake
from tests.app.conftest import END
from tests.incidents_made import BR, firing, opening
from tidegauge.alerts.transitions import append_transition
from tidegauge.formats import Tone
from tidegauge.incidents.countdown import countdown
from tidegauge.incidents.listing import incident_of
from tidegauge.incidents.opening import open_incident
from tidegauge.incidents.page_state import PageState
from tidegauge.incidents.pins import Pin, PinnedNumber, PinnedSample, pin
from tidegauge.incidents.records import Incident
from tidegauge.review.loop import claim_next, commit
from tidegauge.settings_incidents import IncidentsTable
from tidegauge.workbench.golden_candidates import candidates
from tidegauge.workbench.labels import Said
from tidegauge.workbench.members import Role, add_member
from tidegauge.workbench.review_batches import batch_of
from tidegauge.workbench.review_plans import plan_of
from tidegauge.workbench.sign_in import start_session

Run = Callable[..., AppTest]
Rows = Callable[..., pl.DataFrame]
LIST, RECORD = "respond/incidents.py", "respond/incident.py"


@pytest.fixture
def incident(run: Run, rows: Rows) -> Incident:
    """An incident in a store of 60 calls."""
    run(rows(60, input_text="Where is it?", output_text="On its way."), LIST)
    now = state.now()
    page = PageState(
        END - timedelta(days=7), END, END - timedelta(days=14), END - timedelta(days=7), "before"
    )
    told = opening(page=page, segment=BR[:1], metric="error_rate", onset=END - timedelta(days=1))
    return open_incident(state.workbench(), told, store=state.store().url, by="ana", at=now)


def labels(app: AppTest) -> set[str]:
    return {button.label for button in app.button}


def clean(app: AppTest) -> None:
    assert not app.exception
    assert not [error.value for error in app.error]
    assert 'id="done"' in html(app)


def test_one_by_hand_keeps_every_chip_and_takes_only_what_equals_as_its_segment(run: Run, rows: Rows) -> None:
    app = run(rows(60), LIST)
    app.button(key="incident_by_hand").click().run()
    app.text_input(key="by_hand_title").input("odd")
    app.multiselect(key="by_hand_where").set_value(["geo = BR", "device != ios"])
    app.button(key="by_hand_open").click()
    app.button(key="incident_by_hand").click().run()  # a whole run, in which the dialog stays open
    found = incident_of(state.workbench(), "1")
    assert found.segment == (("geo", "BR"),)
    assert found.opening.page is not None
    assert found.opening.page.where == ("geo = BR", "device != ios")


def test_what_is_open_already_is_named_in_the_dialog(incident: Incident) -> None:
    app = open_page(LIST)
    for again in (False, True):
        app.button(key="incident_by_hand").click().run()
        app.text_input(key="by_hand_title").input("odd")
        app.text_input(key="by_hand_metric").input("error_rate")
        app.multiselect(key="by_hand_where").set_value(["geo = BR"])
        app.checkbox(key="by_hand_again").set_value(again)
        app.button(key="by_hand_open").click()
        app.button(key="incident_by_hand").click().run()
        told = "".join(error.value for error in app.error).replace("\\", "")
        assert (f"{incident.key} is open for the same metric" in told) is not again
    assert incident_of(state.workbench(), "2").title == "odd"


def test_without_one_the_list_says_what_opens_one(run: Run, rows: Rows) -> None:
    app = run(rows(60), LIST)
    clean(app)
    assert "There was no incident yet." in html(app)
    assert "P0 or P1" in html(app)


def test_the_list_names_the_most_urgent(incident: Incident) -> None:
    app = open_page(LIST)
    clean(app)
    assert "One incident is open." in html(app)
    assert "P1 · respond in 60 min" in html(app)
    assert list(app.dataframe[0].value["Title"]) == [f"{incident.key} {incident.title}"]


def test_the_record_shows_what_it_knows(incident: Incident) -> None:
    app = open_page(RECORD, id=incident.key)
    clean(app)
    text = html(app)
    assert "since Thu 19 Nov 12:00. 2.2% of traffic, 71% of it broken." in text
    assert "P1 · respond in 60 min" in text
    assert "the metric is error_rate" in "".join(one.value for one in app.caption).replace("\\", "")
    assert {"Acknowledge", "Mark scoped", "Postmortem", "Add note"} <= labels(app)


def test_acknowledging_makes_the_next_state_the_filled_button(incident: Incident) -> None:
    app = open_page(RECORD, id=incident.key, reviewer="ana")
    app.button(key="incident_acknowledge").click().run()
    clean(app)
    assert "Acknowledge" not in labels(app)
    seen = incident_of(state.workbench(), incident.key)
    assert seen.owner == "ana"
    assert tone_of(countdown(seen, state.settings().alerts.severity, state.now())) is Tone.QUIET
    app.button(key="incident_mark_scoped").click().run()
    app.button(key="incident_mark_isolated").click().run()
    assert incident_of(state.workbench(), incident.key).status == "isolated"


def test_a_tick_is_signed(incident: Incident) -> None:
    app = open_page(RECORD, id=incident.key, reviewer="ana")
    app.checkbox(key=f"tick_{incident.id}_started").check().run()
    clean(app)
    tick = incident_of(state.workbench(), incident.key).ticks["started"]
    assert (tick.done, tick.by) == (True, "ana")
    assert "1 of 11 done" in html(app)


def test_a_severity_without_a_reason_is_refused_in_words(incident: Incident) -> None:
    app = open_page(RECORD, id=incident.key)
    key = f"{incident.id}_{len(incident.events)}"
    app.selectbox(key=f"incident_level_{key}").select("P0")
    app.button(key=f"incident_rate_{key}").click().run()
    assert "needs a reason" in app.error[0].value.replace("\\", "")


def test_the_live_value_stands_beside_the_frozen_one_where_it_differs(incident: Incident) -> None:
    page = incident.opening.page
    told = PinnedNumber("geo = BR", "share", 0.5, n=10, metric="error_rate", where=("geo = BR",))
    pin(state.workbench(), incident, Pin("x", page=page, numbers=(told,)), by="ana", at=state.now())
    text = html(open_page(RECORD, id=incident.key))
    assert "<th>now</th>" in text
    # Every third of 60 calls, three hours apart, is not of BR: of the 57 in the last seven days 38 are.
    assert "0% on 37" in text or "0% on 38" in text
    assert "live page shows 0%" in text


def test_another_alert_is_attached_with_one_click(incident: Incident) -> None:
    engine = state.workbench()
    other = firing(state.now() - timedelta(minutes=5), rule="errors", segment=BR[:1])
    with engine.begin() as connection:
        append_transition(connection, incident.store, other, state.now())
    app = open_page(RECORD, id=incident.key, reviewer="ana")
    app.button(key=f"attach_{incident.id}_{len(incident.events)}_0").click().run()
    clean(app)
    assert "rule errors firing, P1, attached by ana" in html(app)
    assert not [one for one in app.button if str(one.key).startswith("attach_")]


def test_samples_go_to_review_and_what_fails_to_a_golden_set(incident: Incident) -> None:
    engine, now = state.workbench(), state.now()
    told = opening(page=incident.opening.page, segment=BR[:1], metric=None)
    found = open_incident(engine, told, store=state.store().url, by="ana", at=now)
    app = open_page(RECORD, id=found.key, reviewer="ana")
    app.button(key="incident_review").click().run()
    clean(app)
    assert "Review: 0 of 20" in labels(app)
    batch = batch_of(engine, str(incident_of(engine, found.key).batches[0]))
    place = claim_next(engine, batch, plan_of(engine, batch.id), "marta", now)
    assert place is not None
    commit(engine, batch, place, "marta", Said(0.0), now)
    app.run()
    app.button(key="incident_golden").click().run()
    clean(app)
    assert len(candidates(engine, "golden")) == 1
    assert "1 case added to golden set golden" in html(app)


def test_an_unknown_zone_in_the_link_is_the_viewers_own(incident: Incident) -> None:
    for app in (open_page(LIST, tz="Mars/Base"), open_page(RECORD, id=incident.key, tz="Mars/Base")):
        clean(app)


def test_an_unknown_one_is_said(incident: Incident) -> None:
    app = open_page(RECORD, id="INC-99")
    assert "is no incident" in app.error[0].value.replace("\\", "")


def test_hostile_text_is_text(incident: Incident, hostile: str) -> None:
    sample = PinnedSample(hostile, END, hostile, hostile)
    frozen = Pin(
        hostile, hostile, (hostile,), numbers=(PinnedNumber(hostile, "share", 0.5),), samples=(sample,)
    )
    told = opening(hostile, ((hostile, hostile),), metric=hostile, page=None)
    found = open_incident(state.workbench(), told, store="", by=hostile, at=state.now())
    pin(state.workbench(), found, frozen, by=hostile, at=state.now())
    for app in (open_page(LIST), open_page(RECORD, id=found.key)):
        clean(app)
        assert "<script>" not in html(app)
        assert not any("evil.test/)" in block.value and "\\!" not in block.value for block in app.markdown)


def test_the_store_may_be_away(incident: Incident, tmp_path: Path) -> None:
    (tmp_path / "lake").rename(tmp_path / "gone")
    (tmp_path / "lake").write_text("not a lake")
    use_lake(tmp_path)
    for app in (open_page(LIST), open_page(RECORD, id=incident.key)):
        clean(app)
    assert "The store does not answer" in html(app)
    assert "71% of it broken" in html(app)


def test_a_checklist_that_cannot_be_read_is_said_and_the_rest_stands(
    incident: Incident, tmp_path: Path
) -> None:
    (tmp_path / "infrastructure.toml").write_text("title = 1")
    told = {"checklists": str(tmp_path)}
    state.use(state.settings().model_copy(update={"incidents": IncidentsTable.model_validate(told)}))
    app = open_page(RECORD, id=incident.key)
    assert not app.exception
    assert {"infrastructure.toml" in error.value.replace("\\", "") for error in app.error} == {True}
    assert "Timeline" in html(app)
    assert 'id="done"' in html(app)


@pytest.mark.parametrize(("role", "writes"), [(Role.VIEWER, False), (Role.LEAD, True)])
def test_viewers_read(incident: Incident, monkeypatch: pytest.MonkeyPatch, role: Role, writes: bool) -> None:
    engine = state.workbench()
    add_member(engine, "ana", Role.ADMIN, by="ana", at=END)
    key = add_member(engine, "vic", role, by="ana", at=END)
    started = start_session(engine, key, state.now())
    assert started is not None
    monkeypatch.setattr(signed_in, "_secret", lambda: started.secret)
    app = open_page(RECORD, id=incident.key)
    clean(app)
    assert ("Acknowledge" in labels(app)) is writes
    assert app.checkbox[0].disabled is not writes
    assert "Postmortem" in labels(app)
    assert ("Open incident" in labels(open_page(LIST))) is writes
