"""What stands behind a row of Scope: which calls are held against which. Authority: polars over the same rows."""

from collections.abc import Callable
from datetime import datetime, timedelta

import polars as pl
import pytest

from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.metrics.metric import Metric
from tidegauge.reports._scope.records import ScopeReport
from tidegauge.reports.scope import scope
from tidegauge.reports.scope_detail import scope_detail
from tidegauge.reports.source import Source
from tidegauge.settings import load_settings

START, MINUTES = datetime(2026, 11, 1), 4 * 1440
NOW = Window(START + timedelta(days=2), START + timedelta(days=4))
ASKED = TraceFilter(Population(NOW), Population(NOW.earlier(NOW.length)), "the 2 days before")
BOX = Window(NOW.start + timedelta(hours=20), NOW.start + timedelta(hours=23, minutes=30))


@pytest.fixture
def calls() -> pl.DataFrame:
    """A call a minute; from NOW on every second one of BR fails, and in BOX all come from ios."""
    at = [START + timedelta(minutes=minute) for minute in range(MINUTES)]
    geo = ["BR" if minute % 3 == 0 else "DE" for minute in range(MINUTES)]
    failed = [
        one >= NOW.start and place == "BR" and minute % 2 == 0
        for minute, (one, place) in enumerate(zip(at, geo, strict=True))
    ]
    return pl.DataFrame(
        {
            "trace_id": [f"t{minute}" for minute in range(MINUTES)],
            "span_id": [f"s{minute}" for minute in range(MINUTES)],
            "kind": "model",
            "start_time": at,
            "geo": geo,
            "device": [
                "ios" if BOX.start <= one < BOX.end or minute % 5 == 0 else "web"
                for minute, one in enumerate(at)
            ],
            "status": ["error" if one else "ok" for one in failed],
        }
    )


@pytest.fixture
def source(source_of: Callable[..., Source], calls: pl.DataFrame) -> Source:
    return source_of(spans=calls)


@pytest.fixture
def metric(source: Source) -> Metric:
    (found,) = chosen_metrics(("error_rate",), load_settings(environ={}), source.store.catalog())
    return found


@pytest.fixture
def report(source: Source, metric: Metric) -> ScopeReport:
    return scope(source, ASKED, metric, ("geo", "device"), replay=False)


def test_the_affected_calls_of_a_row_are_those_that_failed_in_it(
    source: Source, metric: Metric, report: ScopeReport, calls: pl.DataFrame
) -> None:
    row = report.causes[0]
    assert row.where == {"geo": "BR"}
    found = scope_detail(source, ASKED, metric, report.metric, row, ("geo", "device"))
    now = calls.filter(pl.col("start_time") >= NOW.start)
    failed = now.filter(pl.col("status") == "error", pl.col("geo") == "BR")
    assert (found.n_bad, found.n_rest) == (failed.height, now.height - failed.height)
    newest = failed.sort("start_time", descending=True).head(20)
    assert [one.trace_id for one in found.samples] == newest["trace_id"].to_list()


def test_a_box_holds_the_calls_from_its_start_to_just_before_its_end(
    source: Source, metric: Metric, report: ScopeReport, calls: pl.DataFrame
) -> None:
    assert report.total is not None
    found = scope_detail(source, ASKED, metric, report.metric, report.total, ("geo", "device"), box=BOX)
    at = pl.col("start_time")
    inside = calls.filter(at >= BOX.start, at < BOX.end)
    outside = calls.filter(at >= NOW.start, (at < BOX.start) | (at >= BOX.end))
    assert (found.n_bad, found.n_rest) == (inside.height, outside.height)
    (ios,) = (one for one in found.contrast if one.attribute == "device")
    assert (ios.value, ios.bad) == ("ios", 1.0)
    assert ios.rest == pytest.approx((outside["device"] == "ios").mean())
    assert found.samples == ()
