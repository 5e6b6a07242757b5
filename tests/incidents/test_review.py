"""Samples of an incident: one click makes the batch, labels are its progress, failing ones go to a golden set."""

from collections.abc import Callable
from datetime import timedelta

import polars as pl
import pytest
import sqlalchemy as sa

from tests.incident_of_lake import AT, SETTINGS, incident_in
from tests.incidents_made import FIRED, opening
from tidegauge.filters import TraceFilter
from tidegauge.incidents.golden import add_failing, count_failing
from tidegauge.incidents.opening import open_incident
from tidegauge.incidents.records import Incident
from tidegauge.incidents.review import MOST, affected, progress_of, send_to_review
from tidegauge.incidents.timeline import timeline
from tidegauge.reports.source import Source
from tidegauge.review.loop import claim_next, commit
from tidegauge.workbench.golden_candidates import candidates
from tidegauge.workbench.incident_events import IncidentError
from tidegauge.workbench.labels import Said
from tidegauge.workbench.review_batches import batch_of
from tidegauge.workbench.review_items import items_of
from tidegauge.workbench.review_plans import plan_of

Ask = Callable[..., TraceFilter]


@pytest.fixture
def sent(engine: sa.Engine, source: Source, ask: Ask) -> Incident:
    incident = incident_in(engine, source, ask())
    return send_to_review(engine, source, SETTINGS, incident, by="ana", at=AT)


def test_twenty_failing_calls_of_the_segment(engine: sa.Engine, sent: Incident, calls: pl.DataFrame) -> None:
    batch = batch_of(engine, str(sent.batches[-1]))
    assert batch.kind == "incident"
    assert batch.asked.name.startswith("INC-1: ")
    drawn = [one.span_id for one in items_of(engine, batch.id)]
    assert len(drawn) == MOST
    mine = calls.filter(pl.col("span_id").is_in(drawn))
    assert set(mine["geo"]) == {"BR"}
    assert set(mine["status"]) == {"error"}
    assert mine["current"].all()
    assert timeline(sent, engine)[-1].text == "20 samples sent to review"


def test_labels_are_its_progress_and_stand_in_the_timeline(engine: sa.Engine, sent: Incident) -> None:
    label(engine, sent, 6)
    found = progress_of(engine, sent)
    assert found is not None
    assert (found.done, found.wanted) == (6, 20)
    line = timeline(sent, engine)[-1]
    assert (line.text, line.by) == ("6 of 20 reviewed", "marta")


def test_failing_ones_go_to_a_golden_set_once(engine: sa.Engine, source: Source, sent: Incident) -> None:
    label(engine, sent, 6)
    assert count_failing(engine, sent) == 3
    found = add_failing(engine, source, sent, "regressions", by="ana", at=AT)
    again = add_failing(engine, source, found, "regressions", by="ana", at=AT)
    assert (found.golden, again.golden) == (3, 3)
    kept = candidates(engine, "regressions")
    assert {one.value for one in kept} == {0.0}
    assert len(kept) == 3


def test_an_incident_without_a_window_says_where_to_go(engine: sa.Engine, source: Source) -> None:
    bare = open_incident(engine, opening(page=None), store="", by="ana", at=FIRED)
    with pytest.raises(IncidentError, match="Traces"):
        send_to_review(engine, source, SETTINGS, bare, by="ana", at=AT)
    assert progress_of(engine, bare) is None


def test_what_no_filter_can_say_is_all_calls_of_the_segment(engine: sa.Engine, source: Source) -> None:
    mean = open_incident(engine, opening(metric="cost_per_call"), store="", by="ana", at=FIRED)
    gone = open_incident(engine, opening(metric="no longer declared"), store="", by="ana", at=FIRED)
    wanted = {"geo = BR", "device = ios", "prompt_version = v7"}
    for one in (mean, gone):
        assert set(map(str, affected(one, source, SETTINGS).where)) == wanted


def label(engine: sa.Engine, incident: Incident, n: int) -> None:
    """Label the first items: one fails, one passes."""
    batch = batch_of(engine, str(incident.batches[-1]))
    for place in range(n):
        at = AT + timedelta(minutes=place)
        item = claim_next(engine, batch, plan_of(engine, batch.id), "marta", at)
        assert item is not None
        commit(engine, batch, item, "marta", Said(float(place % 2)), at)
