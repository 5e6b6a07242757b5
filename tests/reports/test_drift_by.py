"""The drift table divided by a dimension: what moved within one value, and the correction over all of them."""

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from tidegauge.errors import FilterError
from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.findings import Verdict
from tidegauge.metrics.choice import available_metrics
from tidegauge.reports.drift_by import MOST, drift_by
from tidegauge.reports.drift_detail import drift_detail
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

MIDDLE = datetime(2026, 11, 8)
WEEK = timedelta(days=7)
ASKED = TraceFilter(Population(Window(MIDDLE, MIDDLE + WEEK)), Population(Window(MIDDLE - WEEK, MIDDLE)))


def week(start: datetime, random: np.random.Generator, longer: float) -> pl.DataFrame:
    """4,000 calls; answers in BR are `longer` times as long."""
    rows = 4_000
    geo = random.choice(["BR", "DE", 'it\'s "x"'], rows)
    tokens = random.poisson(np.where(geo == "BR", 100 * longer, 100))
    ids = [f"{start:%d}-{number}" for number in range(rows)]
    times = [start + WEEK * (number / rows) for number in range(rows)]
    columns = {"trace_id": ids, "span_id": ids, "start_time": times, "geo": geo, "output_tokens": tokens}
    return pl.DataFrame(columns).with_columns(
        pl.col("start_time").cast(pl.Datetime("us")), kind=pl.lit("model")
    )


@pytest.fixture
def planted(written: Callable[..., Source]) -> Source:
    random = np.random.default_rng(5)
    return written(pl.concat([week(MIDDLE - WEEK, random, 1.0), week(MIDDLE, random, 1.2)]))


def test_a_change_within_one_value_is_told_of_that_value_alone(planted: Source) -> None:
    metrics = available_metrics(Settings(), planted.store.catalog())
    found = drift_by(planted, ASKED, metrics, "geo")
    changed = [row for row in found.rows if row.verdict is Verdict.CHANGED]
    assert [(row.column, dict(row.segment)) for row in changed] == [("output_tokens", {"geo": "BR"})]
    assert changed[0].sentence.startswith("Where geo = BR: Answer length rose from 100 to 120 tokens")
    assert len({tuple(row.segment.values()) for row in found.rows}) == 3
    detail = drift_detail(planted, ASKED, changed[0], metrics, ("geo",))
    assert detail.grown is not None
    assert detail.grown.params["where"][0] == "geo = BR"


def test_no_more_values_than_the_most_frequent_are_looked_into(
    source: Source, ask: Callable[..., TraceFilter]
) -> None:
    found = drift_by(source, ask(), (), 'a"b%c:d?e [select] é')
    assert len({tuple(row.segment.values()) for row in found.rows}) == MOST


def test_an_unknown_dimension_is_refused(source: Source, ask: Callable[..., TraceFilter]) -> None:
    with pytest.raises(FilterError, match="“gep” is not a known attribute"):
        drift_by(source, ask(), (), "gep")


def test_without_a_comparison_it_says_so(source: Source, ask: Callable[..., TraceFilter]) -> None:
    found = drift_by(source, ask(compare=False), (), "geo")
    assert found.rows == ()
    assert found.windows.n_current > 0


@pytest.mark.parametrize("by", ["model", "input_tokens", "score.correctness", "session_id"])
def test_whatever_has_a_name_may_divide(source: Source, ask: Callable[..., TraceFilter], by: str) -> None:
    found = drift_by(source, ask(), (), by)
    assert 1 <= len({tuple(row.segment.values()) for row in found.rows}) <= MOST
    assert {name for row in found.rows for name in row.segment} == {by}
