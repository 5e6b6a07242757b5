"""The demo's planted prompt: v6 against v7 of order_status names the broken JSON in BR on ios, and what did not change."""

from datetime import timedelta

import pytest

from tests.reports.conftest import DEMO_END
from tidegauge.comparisons import Request, resolve
from tidegauge.demo.facts import facts
from tidegauge.findings import Direction, Verdict
from tidegauge.reports._versions_compared.records import CompareReport
from tidegauge.reports.compare import CompareOptions, compare
from tidegauge.reports.compare_metrics import compared_metrics
from tidegauge.reports.compare_releases import latest_releases
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

pytestmark = pytest.mark.thorough
"""The whole demo is made for it."""


def _compared(demo: Source, **request: object) -> CompareReport:
    catalog, settings = demo.store.catalog(), Settings()
    asked = resolve(Request(**request), DEMO_END, catalog.first, catalog.newest)
    options = CompareOptions(dimensions=settings.default_dimensions)
    return compare(demo, asked, compared_metrics(settings, catalog), options)


@pytest.fixture(scope="module")
def report(demo: Source) -> CompareReport:
    return _compared(
        demo, window="last 7 days", compare="prompt_version=v6:v7", where=("feature = order_status",)
    )


def test_the_broken_json_is_named_with_its_place(report: CompareReport) -> None:
    found = report.findings[0]
    assert (found.verdict, found.direction, found.metric) == (
        Verdict.CHANGED,
        Direction.WORSE,
        "format_failure_rate",
    )
    assert found.segment == {"geo": "BR", "device": "ios"}
    assert "v7 is worse than v6 on format failure rate" in found.sentence
    assert "all of it in geo = BR and device = ios" in found.sentence


def test_the_size_is_the_planted_one(report: CompareReport) -> None:
    planted = next(one for one in facts(DEMO_END) if one.name == "broken_json")
    assert report.segments is not None
    first = report.segments.rows[0]
    assert first.values == {"geo": "BR", "device": "ios"}
    change = planted.current - planted.reference
    assert first.difference.low <= change <= first.difference.high
    changed = [one for one in report.segments.rows if one.verdict is Verdict.CHANGED]
    assert changed == [first]


def test_no_other_guardrail_got_worse(report: CompareReport) -> None:
    worse = [one.metric for one in report.rows if one.direction is Direction.WORSE]
    assert worse == ["format_failure_rate"]


def test_a_release_without_a_fault_is_not_blamed(demo: Source) -> None:
    """`returns` v6 came on day 33: a week before and after, the same prompt but for its number."""
    start = DEMO_END - timedelta(days=60)
    found = _compared(
        demo,
        start=f"{start + timedelta(days=26):%Y-%m-%d}",
        end=f"{start + timedelta(days=39):%Y-%m-%d}",
        compare="prompt_version=v5:v6",
        where=("feature = returns",),
    )
    assert found.rows
    assert not [one.metric for one in found.rows if one.direction is Direction.WORSE]


def test_the_release_is_offered(demo: Source) -> None:
    catalog = demo.store.catalog()
    offered = latest_releases(demo, resolve(Request(), DEMO_END, catalog.first, catalog.newest))
    assert ("v6", "v7", ("feature = order_status",)) in [(one.a, one.b, one.where) for one in offered]
