"""Totals of unequal windows, and of windows that the store only half holds, are compared at equal length."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import polars as pl
import pytest

from tidegauge.comparisons import Request, resolve
from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.findings import Verdict
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.reports.overview import OverviewReport, overview
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

END = datetime(2026, 11, 15)
NEWEST = datetime(2026, 11, 21, 9, 20)
Asked = Callable[..., TraceFilter]


def report(source: Source, asked: TraceFilter) -> OverviewReport:
    metrics = chosen_metrics(["calls", "cost", "error_rate"], Settings(), source.store.catalog())
    return overview(source, asked, metrics, ())


def against(asked: TraceFilter, start: datetime, end: datetime) -> TraceFilter:
    return replace(asked, reference=Population(Window(start, end)))


@pytest.mark.parametrize("days", [2, 4, 7])
def test_a_shorter_reference_is_scaled(source: Source, ask: Asked, days: int) -> None:
    middle = END - timedelta(days=7)
    found = report(source, against(ask(), middle - timedelta(days=days), middle))
    assert found.windows.exposure == pytest.approx(7 / days, rel=0.005)
    calls, cost, errors = found.kpis
    # Traffic is even by construction: there is no change to be found in it.
    assert {calls.verdict, cost.verdict} <= {Verdict.NOT_MATERIAL, Verdict.CANNOT_TELL}
    assert calls.reference is not None
    assert calls.reference.value == pytest.approx(calls.reference.n * found.windows.exposure)
    assert errors.reference is not None
    assert errors.reference.n == calls.reference.n


def test_time_before_the_first_row_does_not_count(source: Source, ask: Asked) -> None:
    middle = END - timedelta(days=7)
    whole, beyond = (
        report(source, against(ask(), middle - timedelta(days=days), middle)) for days in (7, 21)
    )
    assert whole.windows.exposure == 1
    # The store begins some minutes after the week does.
    assert beyond.windows.exposure == pytest.approx(1, abs=0.01)
    assert [one.verdict for one in beyond.kpis] == [one.verdict for one in whole.kpis]


def test_a_cost_that_nobody_recorded_is_unknown(
    written: Callable[..., Source], calls: pl.DataFrame, ask: Asked
) -> None:
    source = written(calls.drop("cost_usd", "current"))
    cost = report(source, ask()).kpis[1]
    assert cost.metric == "cost"
    assert cost.current.value != cost.current.value
    assert (cost.current.n, cost.verdict) == (0, Verdict.CANNOT_TELL)


@pytest.fixture
def each_minute(written: Callable[..., Source]) -> Source:
    """A call a minute for 14 days, until 20 minutes past nine."""
    starts = pl.datetime_range(
        NEWEST - timedelta(days=14, hours=1), NEWEST, timedelta(minutes=1), time_unit="us", eager=True
    )
    ids = [str(place) for place in range(len(starts))]
    columns = {"trace_id": ids, "span_id": ids, "kind": "model", "start_time": starts, "cost_usd": 0.01}
    return written(pl.DataFrame(columns))


def test_an_hour_that_goes_on_is_made_up_for(each_minute: Source) -> None:
    catalog = each_minute.store.catalog()
    found = report(each_minute, resolve(Request(window="last 7 days"), NEWEST, catalog.first, catalog.newest))
    assert found.windows.current.end == datetime(2026, 11, 21, 10)
    assert found.windows.exposure == pytest.approx(1 - 40 / (7 * 24 * 60))
    calls, cost, _ = found.kpis
    assert calls.reference is not None
    assert calls.current.value == pytest.approx(calls.reference.value, abs=2)
    assert {calls.verdict, cost.verdict} == {Verdict.NOT_MATERIAL}


def test_a_point_that_is_not_whole_yet_is_not_drawn(each_minute: Source) -> None:
    catalog = each_minute.store.catalog()
    found = report(each_minute, resolve(Request(window="last 7 days"), NEWEST, catalog.first, catalog.newest))
    calls = next(one for one in found.trends if one.metric == "calls")
    # Four hours a point: the last one, from six to ten, is 40 minutes short. That of the week before is whole.
    assert {one.value for one in calls.current} == {240.0}
    assert (len(calls.current), len(calls.reference)) == (41, 42)
