"""A version that everybody is on beside a fault of one segment: it names nothing, and may only fit."""

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from tidegauge.filters import TraceFilter
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.reports._scope.records import Evidence, Fit, ScopeRow
from tidegauge.reports.scope import scope
from tidegauge.reports.source import Source
from tidegauge.settings import load_settings

START = datetime(2026, 11, 1)
BROKE = datetime(2026, 11, 10, 9)
MOVED = BROKE - timedelta(minutes=28)
N = 6_000


def traffic(*, everybody: bool) -> pl.DataFrame:
    """Two weeks, a call of the segment about every twelve minutes; from BROKE on 30% of these fail, and v2 has just come."""
    random = np.random.default_rng(4)
    minutes = np.sort(random.integers(0, 14 * 1440, N))
    geo, channel = random.choice(["eu", "us", "in"], N), random.choice(["app", "web"], N)
    segment = (geo == "eu") & (channel == "app")
    broken = segment & (minutes >= (BROKE - START) / timedelta(minutes=1))
    moved = (minutes >= (MOVED - START) / timedelta(minutes=1)) & (segment | everybody)
    failed = random.random(N) < np.where(broken, 0.3, 0.02)
    return pl.DataFrame(
        {
            "trace_id": [f"t{one}" for one in range(N)],
            "span_id": [f"s{one}" for one in range(N)],
            "kind": "model",
            "geo": geo,
            "channel": channel,
            "prompt_version": np.where(moved, "v2", "v1"),
            "status": np.where(failed, "error", "ok"),
        }
    ).with_columns(start_time=(START + pl.duration(minutes=pl.Series(minutes))).cast(pl.Datetime("us")))


@pytest.fixture
def cause(source_of: Callable[..., Source], ask: Callable[..., TraceFilter]) -> Callable[..., ScopeRow]:
    """Return the one cause."""

    def found(*, everybody: bool) -> ScopeRow:
        source = source_of(spans=traffic(everybody=everybody))
        (metric,) = chosen_metrics(("error_rate",), load_settings(environ={}), source.store.catalog())
        (row,) = scope(source, ask(), metric, ("geo", "channel", "prompt_version"), replay=False).causes
        return row

    return found


def test_a_version_that_all_calls_of_its_time_are_on_is_no_part_of_the_name(
    cause: Callable[..., ScopeRow],
) -> None:
    assert cause(everybody=True).where == {"geo": "eu", "channel": "app"}


def test_it_may_fit_by_its_time_and_no_more(cause: Callable[..., ScopeRow]) -> None:
    row = cause(everybody=True)
    (one,) = row.changes
    assert (one.verdict, one.fits, one.evidence) == (Fit.MAY_FIT, False, (Evidence.TIME,))
    assert any(reason.startswith("100% of the affected calls are on v2, and 9") for reason in one.reasons)
    assert "% of all others" in row.isolated


def test_one_that_the_segment_alone_is_on_fits(cause: Callable[..., ScopeRow]) -> None:
    (one,) = cause(everybody=False).changes
    assert (one.verdict, one.evidence) == (Fit.FITS, (Evidence.TIME, Evidence.DOSE))


def test_the_interval_holds_the_moment_though_calls_are_few(cause: Callable[..., ScopeRow]) -> None:
    found = cause(everybody=True).onset
    assert found is not None
    assert found.low <= BROKE <= found.high
    own = traffic(everybody=True).filter(geo="eu", channel="app")
    failing = own.filter(pl.col("status") == "error", pl.col("start_time") >= BROKE)["start_time"]
    assert found.high > failing.min()


def test_what_is_new_did_not_begin_before_its_first_call(cause: Callable[..., ScopeRow]) -> None:
    row = cause(everybody=False)
    own = traffic(everybody=False).filter(geo="eu", channel="app", prompt_version="v2")
    assert row.onset is not None
    first = own["start_time"].min()
    failing = own.filter(pl.col("status") == "error")["start_time"].min()
    assert "prompt_version" in row.where
    assert row.onset.low == row.onset.at == first
    assert row.onset.high > failing
