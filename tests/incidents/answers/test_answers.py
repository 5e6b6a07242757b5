"""What a checklist answers by itself: the numbers of Data health, Scope and the versions, each with its link."""

from collections.abc import Callable
from datetime import timedelta

import polars as pl
import pytest
import sqlalchemy as sa

from tests.conftest import END
from tests.incident_of_lake import AT, SETTINGS, incident_in
from tests.incidents_made import FIRED, opening
from tidegauge.filters import TraceFilter
from tidegauge.incidents.acts import set_status
from tidegauge.incidents.answers import Answered, Asked, answers
from tidegauge.incidents.opening import open_incident
from tidegauge.incidents.records import Incident
from tidegauge.reports.source import Source

Ask = Callable[..., TraceFilter]


def said(name: str, engine: sa.Engine, source: Source | None, incident: Incident) -> list[Answered]:
    return list(answers()[name].find(Asked(incident, engine, SETTINGS, source, AT)))


@pytest.mark.parametrize("name", sorted(answers()))
def test_every_answer_is_words_with_a_link_and_silent_without_a_store(
    name: str, engine: sa.Engine, source: Source, ask: Ask
) -> None:
    incident = incident_in(engine, source, ask())
    found = said(name, engine, source, incident)
    assert all(one.words and one.link is not None for one in found)
    bare = open_incident(engine, opening("x", (), page=None, impact=None), store="", by="a", at=FIRED)
    assert said(name, engine, None, bare) == [] or not answers()[name].needs_store


def test_the_symptom_is_the_pinned_one(engine: sa.Engine, source: Source, ask: Ask) -> None:
    incident = incident_in(engine, source, ask())
    (found,) = said("started", engine, source, incident)
    assert found.words.startswith("Error rate ")
    assert found.link is not None
    assert found.link.params["of"] == "error_rate"
    assert found.link.params["from"] == "2026-11-08T00:00"


def test_freshness_is_that_of_the_newest_row(engine: sa.Engine, source: Source, ask: Ask) -> None:
    (found,) = said("freshness", engine, source, incident_in(engine, source, ask()))
    assert found.words.startswith("newest row Sat 14 Nov 23:")
    assert found.odd
    assert source.store.catalog().newest <= END


# The authority is Polars, over the frame that the lake was written from.
def test_a_column_that_went_missing_is_named_with_its_share(
    engine: sa.Engine, calls: pl.DataFrame, written: Callable[..., Source], ask: Ask
) -> None:
    gone = pl.col("current") & (pl.int_range(pl.len()) % 4 == 0)
    spans = calls.with_columns(device=pl.when(~gone).then("device"))
    source = written(spans.drop("current"))
    incident = open_incident(engine, opening(page=None), store="", by="ana", at=END)
    missing = said("missing", engine, source, incident_in(engine, source, ask()))[0]
    share = spans.filter("current")["device"].is_null().mean()
    assert missing.words == f"device missing {share:.0%}"
    assert missing.odd
    assert incident.opening.page is None


def test_live_versions_are_those_of_the_last_hours(
    engine: sa.Engine, calls: pl.DataFrame, written: Callable[..., Source], ask: Ask
) -> None:
    newest = calls["start_time"].max()
    late = pl.col("start_time") >= newest - timedelta(hours=6)
    spans = calls.with_columns(prompt_version=pl.when(late).then(pl.lit("v7")).otherwise(pl.lit("v6")))
    source = written(spans.drop("current", "model_version"))
    (found,) = said("versions", engine, source, incident_in(engine, source, ask()))
    assert "prompt v7" in found.words
    assert "v6" not in found.words


def test_of_an_incident_that_is_over_today_is_not_told(engine: sa.Engine, source: Source, ask: Ask) -> None:
    incident = set_status(engine, incident_in(engine, source, ask()), "resolved", by="ana", at=AT)
    (found,) = said("freshness", engine, source, incident)
    assert found.words.endswith("in the window")
    assert "newest" not in found.words
