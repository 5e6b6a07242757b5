"""Business on the demo: figures equal polars over its rows, and what is planted is named; on a demo without facts nothing is."""

from datetime import datetime, timedelta

import polars as pl
import pytest
from scipy import stats

from tests.reports.conftest import DEMO_END
from tidegauge.demo import generate
from tidegauge.demo.undisturbed import undisturbed
from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.findings import Direction, Verdict
from tidegauge.reports._business.records import BusinessReport
from tidegauge.reports.business import BusinessOptions, business
from tidegauge.reports.business_dimension import business_dimensions, version_dimensions
from tidegauge.reports.business_signals import signal_metrics
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.settings_business import BusinessTable
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.reader import Lake
from tidegauge.stores.lake.writer import write_frames

pytestmark = pytest.mark.thorough
"""The whole demo is made for it."""

WEEK = timedelta(days=7)
REBUILT = datetime(2026, 11, 13, 4)


def _asked(end: datetime, length: timedelta = WEEK) -> TraceFilter:
    return TraceFilter(
        Population(Window(end - length, end)), Population(Window(end - 2 * length, end - length))
    )


@pytest.fixture(scope="module")
def report(demo: Source) -> BusinessReport:
    asked = _asked(DEMO_END)
    settings = Settings()
    dimensions = business_dimensions(demo, asked, settings.default_dimensions, BusinessTable())
    options = BusinessOptions(signals=signal_metrics(settings, demo.store.catalog()))
    return business(demo, asked, dimensions[0], version_dimensions(dimensions)[0], options)


@pytest.fixture(scope="module")
def calls() -> pl.DataFrame:
    """The demo's search calls with their outcomes, made anew by its generator: no query of ours has touched them."""
    days = list(generate(DEMO_END))
    spans = pl.concat([day.spans for day in days], how="diagonal_relaxed")
    outcomes = pl.concat([day.outcomes for day in days])
    wide = outcomes.pivot("name", index="span_id", values="value", aggregate_function="sum")
    own = spans.filter(pl.col("kind") == "model", pl.col("feature") == "product_search")
    names = ("impressions", "clicks", "conversions", "revenue", "spend")
    return own.join(wide, on="span_id", how="left").with_columns(pl.col(names).fill_null(0))


PAIRS = {
    "ctr": ("clicks", "impressions"),
    "conversion": ("conversions", "clicks"),
    "cpa": ("spend", "conversions"),
    "roas": ("revenue", "spend"),
}


@pytest.mark.parametrize("name", PAIRS)
def test_figures_equal_polars_and_scipy(report: BusinessReport, calls: pl.DataFrame, name: str) -> None:
    until, (top, bottom) = report.delay.final_until, PAIRS[name]
    assert until is not None
    cut = DEMO_END - until
    sides = []
    for window in (Window(DEMO_END - 2 * WEEK, DEMO_END - WEEK - cut), Window(DEMO_END - WEEK, until)):
        own = calls.filter(pl.col("start_time").is_between(window.start, window.end, closed="left"))
        each = own.group_by("session_id").agg(pl.col(top, bottom).sum())
        a, b = each[top].to_numpy(), each[bottom].to_numpy()
        r = a.sum() / b.sum()
        sides.append((a - r * b) / b.mean() + r)
    one = next(figure for figure in report.outcomes if figure.metric == name)
    interval = stats.ttest_1samp(sides[1], 0).confidence_interval()
    change = stats.ttest_ind(sides[1], sides[0], equal_var=False).confidence_interval()
    # A session that goes on after midnight is two in the store's days: the interval moves by less than a hundredth.
    assert one.current.value == pytest.approx(sides[1].mean(), rel=1e-9)
    assert one.difference is not None
    assert one.difference.value == pytest.approx(sides[1].mean() - sides[0].mean(), rel=1e-9)
    width = one.current.high - one.current.low
    assert width == pytest.approx(interval.high - interval.low, rel=0.02)
    assert one.difference.high - one.difference.low == pytest.approx(change.high - change.low, rel=0.02)


def test_fewer_clicks_are_named_with_the_index_that_did_it(report: BusinessReport) -> None:
    head = report.findings[0]
    assert (head.metric, head.verdict, head.direction) == ("ctr", Verdict.CHANGED, Direction.WORSE)
    assert (
        head.sentence
        == "Click-through rate fell from 21% to 15%. It moved with index products idx-8 → idx-9."
    )
    assert report.where == ("feature = product_search",)


def test_the_index_cost_what_was_planted_and_nothing_else_did(report: BusinessReport) -> None:
    by = {one.change: one for one in report.changes}
    index = by.pop("index products idx-8 → idx-9")
    assert index.effect is not None
    assert index.effect.low < 0.15 - 0.22 < index.effect.high
    assert (index.verdict, index.direction) == (Verdict.CHANGED, Direction.WORSE)
    assert all(one.verdict is not Verdict.CHANGED for one in by.values())
    assert by["prompt order_status v6 → v7"].note == "it touches no calls with outcomes"


def test_what_a_change_did_equals_the_weighted_difference_by_hand(
    report: BusinessReport, calls: pl.DataFrame
) -> None:
    """Mantel and Haenszel's weights over geo and device, by polars; strata with fewer than ten sessions a side left out."""
    index = next(one for one in report.changes if one.change.startswith("index"))
    length = timedelta(hours=index.hours)
    windows = (Window(REBUILT - WEEK, REBUILT - WEEK + length), Window(REBUILT, REBUILT + length))
    sides = []
    for window in windows:
        own = calls.filter(pl.col("start_time").is_between(window.start, window.end, closed="left"))
        sums = own.group_by("geo", "device").agg(
            pl.col("clicks").sum(), pl.col("impressions").sum(), pl.col("session_id").n_unique().alias("n")
        )
        sides.append(sums)
    wide = (
        sides[0]
        .join(sides[1], on=["geo", "device"], suffix="_now")
        .filter((pl.col("n") >= 10) & (pl.col("n_now") >= 10))
    )
    b1, b2 = wide["impressions"].to_numpy(), wide["impressions_now"].to_numpy()
    shift = wide["clicks_now"].to_numpy() / b2 - wide["clicks"].to_numpy() / b1
    weight = b1 * b2 / (b1 + b2)
    assert index.effect is not None
    assert index.effect.value == pytest.approx(float((shift * weight).sum() / weight.sum()), abs=2e-3)


def test_versions_hold_the_planted_rates(report: BusinessReport) -> None:
    by = {one.value: one for one in report.versions}
    assert report.version == "index_version"
    for version, true in (("idx-9", 0.15), ("idx-8", 0.22)):
        measure = by[version].measure
        assert abs(measure.value - true) <= 1.5 * (measure.high - measure.low) / 2
    assert by["idx-9"].direction is Direction.WORSE


def test_allocation_is_that_of_the_paid_sources(report: BusinessReport, calls: pl.DataFrame) -> None:
    until = report.delay.final_until
    own = calls.filter(pl.col("start_time").is_between(DEMO_END - WEEK, until, closed="left"))
    spent = dict(own.group_by("source").agg(pl.col("spend").sum()).iter_rows())
    total = sum(spent.values())
    for one in report.allocation:
        assert one.share.current.value == pytest.approx(spent[one.value] / total, abs=1e-9)


def test_the_delay_is_that_of_the_slowest_outcome(report: BusinessReport) -> None:
    """Purchases come 90 to 2,400 seconds after the answer: 95% by 2,285 seconds and the answer's own few."""
    assert report.delay.hours == pytest.approx((90 + 0.95 * 2310) / 3600, rel=0.01)


def test_on_a_demo_without_facts_nothing_is_named(tmp_path) -> None:
    """Four undisturbed demos: no more alarms than chance makes 99.9% of times at 5%, and leads named on none but by chance."""
    end, alarms = datetime(2026, 11, 22), 0
    for seed in range(4):
        days = list(generate(end, days=20, calls=40_000, seed=seed, plan=undisturbed()))
        tables = {
            name: pl.concat([getattr(day, name) for day in days], how="diagonal_relaxed")
            for name in ("spans", "scores", "outcomes")
        }
        write_frames(tmp_path / f"calm{seed}", tables, ImportRecord("b", "f", end))
        source = Source(Lake(tmp_path / f"calm{seed}"))
        options = BusinessOptions(signals=signal_metrics(Settings(), source.store.catalog()))
        found = business(source, _asked(end), "source", "device", options)
        alarms += found.findings[0].verdict is Verdict.CHANGED or any(
            one.verdict is Verdict.CHANGED for one in found.leads
        )
        assert found.leads
    assert alarms <= stats.binom.ppf(0.999, 4, 0.05)
