"""Day and week together: the tide of the day and traffic that moved are no change; what both references say is."""

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from tidegauge.errors import FilterError
from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.findings import Direction, Verdict
from tidegauge.metrics.choice import available_metrics
from tidegauge.reports._drift.records import DriftRow
from tidegauge.reports.drift_together import drift_together
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

NOW = datetime(2026, 11, 20, 12)
DAY = timedelta(days=1)
RATES = {"search": 0.04, "chat": 0.20}


def day(start: datetime, random: np.random.Generator, chat: float, factor: float = 1.0) -> pl.DataFrame:
    """6,000 calls in 24 hours: twice as many fail at night as by day, and chat fails five times as often as search."""
    hours = random.uniform(0, 24, 6_000)
    times = [start + timedelta(hours=float(hour)) for hour in hours]
    feature = np.where(random.random(6_000) < chat, "chat", "search")
    night = np.array([time.hour < 6 for time in times])
    rate = np.where(feature == "chat", RATES["chat"], RATES["search"]) * np.where(night, 2, 1) * factor
    ids = [f"{start:%d}-{number}" for number in range(6_000)]
    status = np.where(random.random(6_000) < rate, "error", "ok")
    columns = {"trace_id": ids, "span_id": ids, "start_time": times, "feature": feature, "status": status}
    return pl.DataFrame(columns).with_columns(
        pl.col("start_time").cast(pl.Datetime("us")), kind=pl.lit("model")
    )


def error_rate(source: Source) -> DriftRow:
    asked = TraceFilter(Population(Window(NOW - DAY, NOW)))
    metrics = available_metrics(Settings(), source.store.catalog())
    found = drift_together(source, asked, metrics, ("feature",))
    return next(row for row in found.rows if row.column == "status")


def days(random: np.random.Generator, *, chat: float, factor: float) -> pl.DataFrame:
    return pl.concat(
        [
            day(NOW - 8 * DAY, random, 0.3),
            day(NOW - 2 * DAY, random, 0.3),
            day(NOW - DAY, random, chat, factor),
        ]
    )


def test_a_rise_within_hours_and_features_is_found(written: Callable[..., Source]) -> None:
    row = error_rate(written(days(np.random.default_rng(1), chat=0.3, factor=1.4)))
    assert (row.verdict, row.direction) == (Verdict.CHANGED, Direction.WORSE)
    assert row.p_value is not None
    assert row.p_value < 1e-4
    assert "against yesterday and last week alike" in row.sentence


def test_traffic_that_moved_is_mix(written: Callable[..., Source]) -> None:
    row = error_rate(written(days(np.random.default_rng(2), chat=0.6, factor=1.0)))
    assert (row.verdict, row.size) == (Verdict.NOT_MATERIAL, "mix only")
    assert row.mix is not None
    assert abs(row.mix.rate.value) < 0.2 * row.mix.mix.value


def test_what_only_one_of_them_says_is_no_change(written: Callable[..., Source]) -> None:
    """Planted: yesterday was good, last week was as bad as today."""
    random = np.random.default_rng(3)
    calls = [
        day(NOW - 8 * DAY, random, 0.3, 1.4),
        day(NOW - 2 * DAY, random, 0.3),
        day(NOW - DAY, random, 0.3, 1.4),
    ]
    assert error_rate(written(pl.concat(calls))).verdict is not Verdict.CHANGED


def test_a_window_longer_than_a_day_is_refused(source: Source) -> None:
    asked = TraceFilter(Population(Window(NOW - 3 * DAY, NOW)))
    with pytest.raises(FilterError, match="at most 24 hours, not 3 days"):
        drift_together(source, asked, ())


def test_an_empty_window_says_so(source: Source) -> None:
    found = drift_together(source, TraceFilter(Population(Window(NOW, NOW + DAY))), ())
    assert found.rows == ()
    assert "No calls in this window" in found.findings[0].sentence
