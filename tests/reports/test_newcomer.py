"""A segment that is new or gone is named when the change is its own."""

from collections.abc import Callable
from datetime import datetime, timedelta

import polars as pl
import pytest

from tidegauge.filters import TraceFilter
from tidegauge.findings import Finding, Verdict
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.reports.overview import overview
from tidegauge.reports.segments import segments
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

MIDDLE = datetime(2026, 11, 8)
Asked = Callable[..., TraceFilter]


def calls(version: str, days: int, *, broken: bool = False) -> pl.DataFrame:
    """1,000 calls spread over the week that begins `days` after the middle; of broken ones every other is invalid."""
    numbers = range(1_000)
    start = MIDDLE + timedelta(days=days)
    ids = [f"{version}{days}-{number}" for number in numbers]
    return pl.DataFrame(
        {
            "trace_id": ids,
            "span_id": ids,
            "kind": "model",
            "start_time": [start + timedelta(minutes=10 * number) for number in numbers],
            "prompt_version": version,
            "cost_usd": 0.5,
            "format_valid": [not broken or number % 2 == 0 for number in numbers],
        },
        schema_overrides={"start_time": pl.Datetime("us")},
    )


def finding(source: Source, asked: TraceFilter, metric: str) -> Finding:
    metrics = chosen_metrics([metric], Settings(), source.store.catalog())
    return segments(source, asked, metrics, ["prompt_version"]).findings[0]


@pytest.fixture
def launched(written: Callable[..., Source]) -> Source:
    """v7 arrives in the second week, beside v6 that stays; half of its answers are broken."""
    return written(pl.concat([calls("v6", -7), calls("v6", 0), calls("v7", 0, broken=True)]))


def test_a_total_that_a_newcomer_doubled(launched: Source, ask: Asked) -> None:
    found = finding(launched, ask(), "cost")
    assert found.sentence == "Cost rose from $500 to $1,000. All of it is prompt_version = v7, which is new."
    assert (found.verdict, found.segment) == (Verdict.CHANGED, {"prompt_version": "v7"})


def test_a_rate_that_a_newcomer_moved(launched: Source, ask: Asked) -> None:
    found = finding(launched, ask(), "format_failure_rate")
    assert found.sentence.endswith("All of it is prompt_version = v7, which is new.")
    assert found.details[0].startswith("there 50%")


def test_the_overview_names_it_too(launched: Source, ask: Asked) -> None:
    metrics = chosen_metrics(["format_failure_rate"], Settings(), launched.store.catalog())
    (found,) = overview(launched, ask(), metrics, ["prompt_version"]).findings
    assert "All of it is prompt_version = v7, which is new" in found.sentence


def test_what_is_gone_is_said(written: Callable[..., Source], ask: Asked) -> None:
    frames = [calls("v6", -7), calls("v7", -7), calls("v7", 0)]
    found = finding(written(pl.concat(frames)), ask(), "cost")
    assert found.sentence == "Cost fell from $1,000 to $500. All of it is prompt_version = v6, which is gone."
