"""The demo's planted satisfaction on the Feedback page. Authority: the generator's own truth, data/demo_facts.toml."""

from datetime import timedelta

import polars as pl
import pytest

from tests.reports.conftest import DEMO_END
from tidegauge.demo.truth import true_sessions
from tidegauge.filters import Population, TraceFilter, Window, parse_condition
from tidegauge.reports._feedback.records import FeedbackReport, Rule
from tidegauge.reports.feedback import feedback
from tidegauge.reports.source import Source

pytestmark = pytest.mark.thorough
"""The whole demo is made for it."""


def window(days: int) -> Window:
    return Window(DEMO_END - timedelta(days=days), DEMO_END)


def report_of(demo: Source, days: int, *chips: str, by: str | None = "feature") -> FeedbackReport:
    now, where = window(days), tuple(map(parse_condition, chips))
    asked = TraceFilter(
        Population(now, where), Population(now.earlier(now.length), where), f"the {days} days before"
    )
    return feedback(demo, asked, by)


@pytest.fixture(scope="module")
def truth() -> pl.DataFrame:
    return true_sessions(DEMO_END).filter(pl.col("source") != "api")


def test_the_planted_case_fires_in_onboarding_and_in_no_other_feature(demo: Source) -> None:
    report = report_of(demo, 28)
    assert {one.segment.get("feature") for one in report.warnings} == {"onboarding"}
    assert {one.rule for one in report.warnings} == set(Rule)
    published = next(one for one in report.warnings if one.rule is Rule.PUBLISHED)
    assert published.numbers["thumbs_up"] == pytest.approx(0.88, abs=0.03)
    assert published.numbers["abandonment"] == pytest.approx(0.45, abs=0.02)
    assert report.findings[0].details[-1].endswith("in feature = onboarding and in no other feature")


@pytest.mark.parametrize("days", [7, 28])
@pytest.mark.parametrize("where", [("feature = onboarding",), ()])
def test_the_headline_holds_the_truth(
    demo: Source, truth: pl.DataFrame, where: tuple[str, ...], days: int
) -> None:
    report = report_of(demo, days, *where, by=None)
    headline = next(one for one in report.estimates if one.headline)
    begun = truth.filter(pl.col("start").is_between(window(days).start, DEMO_END))
    mine = begun.filter(pl.col("feature") == "onboarding") if where else begun
    planted = 0.685 if where else 0.811
    assert headline.low <= planted <= headline.high
    assert headline.low <= float(mine["good"].mean()) <= headline.high  # type: ignore[arg-type]  of booleans
    assert headline.n == report.estimates[0].n > 100


def test_the_thumbs_do_not_hold_it(demo: Source) -> None:
    report = report_of(demo, 28, "feature = onboarding", by=None)
    naive = next(one for one in report.estimates if one.name == "naive")
    assert naive.low > 0.685
    assert report.direction == "Direction measured here: unhappy users leave without rating."
    judged = next(one for one in report.rated_vs_unrated if one.signal == "judged")
    assert judged.happier


def test_sessions_are_those_of_people(demo: Source, truth: pl.DataFrame) -> None:
    report = report_of(demo, 28, by=None)
    begun = truth.filter(pl.col("start").is_between(window(28).start, DEMO_END))
    # A session that began before the window may go on in it.
    assert report.explicit.sessions == pytest.approx(begun.height, rel=0.002)
    rated = float(begun["rated"].mean())  # type: ignore[arg-type]  of booleans
    assert report.explicit.coverage.value == pytest.approx(rated, abs=0.004)
