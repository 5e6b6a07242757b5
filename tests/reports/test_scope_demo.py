"""Each planted incident of the demo: its segment first, its onset within the stated hours, and the change that was planted with it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tidegauge.demo import Fact, facts
from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.findings import Verdict
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.reports._scope.records import RowKind, ScopeReport
from tidegauge.reports.scope import scope
from tidegauge.reports.source import Source
from tidegauge.settings import load_settings

pytestmark = pytest.mark.thorough
"""The whole demo is made for it."""

END = datetime(2026, 11, 21, 10)
FACTS = {fact.name: fact for fact in facts(END)}
SETTINGS = load_settings(environ={})


def looked_at(demo: Source, fact: Fact, current: Window, reference: Window, **more: Any) -> ScopeReport:
    (metric,) = chosen_metrics((fact.metric,), SETTINGS, demo.store.catalog())
    asked = TraceFilter(Population(current), Population(reference), "before")
    return scope(demo, asked, metric, (), SETTINGS.default_dimensions, replay=False, **more)


def at_its_time(demo: Source, name: str) -> ScopeReport:
    """Return the report of all calls over the two windows of the facts file: nobody says where to look."""
    fact = FACTS[name]
    current, reference = Window(fact.onset, fact.until or END), Window(fact.before_from, fact.before_until)
    return looked_at(demo, fact, current, reference)


def of_the_week(demo: Source, name: str) -> ScopeReport:
    """Return the report of the page as it opens: the last seven days against those before."""
    week = timedelta(days=7)
    return looked_at(demo, FACTS[name], Window(END - week, END), Window(END - 2 * week, END - week))


def of(demo: Source, metric: str) -> ScopeReport:
    (one,) = chosen_metrics((metric,), SETTINGS, demo.store.catalog())
    week = timedelta(days=7)
    windows = Window(END - week, END), Window(END - 2 * week, END - week)
    asked = TraceFilter(*map(Population, windows), "before")
    return scope(demo, asked, one, (), SETTINGS.default_dimensions, replay=False)


def test_of_no_calls_nothing_is_said(demo: Source) -> None:
    report = of(demo, "recall_at_5")  # every call that has it is on the new index
    (rest,) = (row for row in report.rows if row.kind is RowKind.REST)
    assert (rest.n, rest.verdict) == (0, Verdict.CANNOT_TELL)
    assert "the rest of traffic" not in report.findings[0].sentence


def test_of_more_calls_no_provider_is_suspected(demo: Source) -> None:
    report = of(demo, "cost")
    assert not any("provider-side" in row.isolated for row in report.rows)


def test_a_quantile_is_said_in_its_own_unit(demo: Source) -> None:
    assert " of calls are above " in of(demo, "latency_p95").findings[0].sentence


@pytest.fixture(scope="module")
def broken_json(demo: Source) -> ScopeReport:
    return of_the_week(demo, "broken_json")


def test_broken_json_is_where_it_was_planted(broken_json: ScopeReport) -> None:
    first = broken_json.causes[0]
    assert first.where == {"geo": "BR", "device": "ios", "prompt_version": "v7"}
    assert first.current.low <= FACTS["broken_json"].current <= first.current.high
    assert broken_json.findings[0].sentence.startswith("Format failure rate rose ")
    assert "All of it comes from geo = BR, device = ios and prompt_version = v7, since Tue 17 Nov" in (
        broken_json.findings[0].sentence
    )


def test_broken_json_began_when_it_was_planted_and_the_release_fits(broken_json: ScopeReport) -> None:
    first = broken_json.causes[0]
    assert first.onset is not None
    assert abs(first.onset.at - FACTS["broken_json"].onset) < timedelta(hours=1)
    best, *others = first.changes
    assert (best.change.kind, best.change.to_version, best.fits) == ("prompt", "v7", True)
    assert best.dose is not None
    assert best.dose > 0.97
    assert not any(one.fits for one in others)
    assert "it needs geo = BR and device = ios too" in " ".join(best.reasons)


@pytest.mark.parametrize("report", [at_its_time, of_the_week])
def test_the_silent_change_is_found_and_no_change_of_ours_fits(demo: Source, report: Any) -> None:
    found = report(demo, "silent_model_change")
    rows = {row.where.get("model"): row for row in found.causes}
    row = rows["aster-large-2026-05"]
    if report is at_its_time:
        assert found.causes[0] is row
        assert row.where == {"model": "aster-large-2026-05"}
    assert row.onset is not None
    assert abs(row.onset.at - FACTS["silent_model_change"].onset) < timedelta(hours=2)
    assert not any(one.fits for one in row.changes)
    assert row.isolated.startswith("No recorded change fits: consider a provider-side change.")
    assert "its calls name the same version as before, aster-large-2026-05." in row.isolated


@pytest.mark.parametrize(
    ("name", "where", "kind", "version"),
    [
        ("missing_locale", {"app_version": "4.2.0"}, "deploy", "4.2.0"),
        ("geo_launch", {"geo": "VN"}, "traffic", "VN"),
        ("index_rebuild", {"index_version": "idx-9"}, "index", "idx-9"),
    ],
)
def test_a_release_is_the_cause_and_the_change_that_fits(
    demo: Source, name: str, where: dict[str, str], kind: str, version: str
) -> None:
    first = at_its_time(demo, name).causes[0]
    assert first.where == where
    assert (first.changes[0].change.kind, first.changes[0].change.to_version) == (kind, version)
    assert first.changes[0].fits
    assert first.onset is not None
    assert abs(first.onset.at - FACTS[name].onset) < timedelta(hours=4)


def test_the_retry_loop_is_the_batch_job_on_the_small_model_within_its_night(demo: Source) -> None:
    first = at_its_time(demo, "retry_loop").causes[0]
    # The job is all there is of English calls by API key; its other names are the same calls.
    assert first.where["model"].startswith("aster-mini")
    assert first.where.get("source", "api") == "api"
    assert first.current.value - first.reference.value == pytest.approx(36, abs=4)
    fact = FACTS["retry_loop"]
    assert first.onset is not None
    assert fact.until is not None
    assert fact.onset <= first.onset.at <= fact.until


def test_the_creep_is_spread_evenly(demo: Source) -> None:
    found = at_its_time(demo, "error_creep")
    assert (found.outcome, found.causes) == ("even", ())
    assert "Nothing stands out: the rise is spread evenly over" in found.findings[0].sentence


def test_the_decoy_is_called_mix(demo: Source) -> None:
    found = at_its_time(demo, "traffic_mix")
    assert found.outcome == "mix"
    assert found.findings[0].verdict is Verdict.NOT_MATERIAL
    assert found.findings[0].sentence.startswith("Traffic mix changed")
    assert "because geo = VN grew from" in found.findings[0].sentence


def test_another_judge_is_no_change_of_the_answers(demo: Source) -> None:
    found = at_its_time(demo, "judge_change")
    assert found.findings[0].verdict is Verdict.NOT_COMPARABLE
    assert "but the judge changed" in found.findings[0].sentence


@pytest.mark.parametrize("name", ["onboarding_thumbs", "onboarding_abandonment"])
def test_what_does_not_move_names_nobody(demo: Source, name: str) -> None:
    assert at_its_time(demo, name).causes == ()
