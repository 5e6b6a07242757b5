"""The drift table divided by a dimension: what moved within one value, and the correction over all of them."""

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from tidegauge.errors import FilterError
from tidegauge.filters import Condition, Population, TraceFilter, Window
from tidegauge.findings import Verdict
from tidegauge.metrics.choice import available_metrics
from tidegauge.reports._drift.records import DriftRow
from tidegauge.reports.drift import drift
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


def test_a_value_says_what_the_table_of_its_calls_alone_says(
    source: Source, ask: Callable[..., TraceFilter]
) -> None:
    metrics, asked = available_metrics(Settings(), source.store.catalog()), ask()
    found = {row.key: _said(row) for row in drift_by(source, asked, metrics, "geo").rows}
    alone = drift(source, asked.narrowed(Condition("geo", "=", ("BR",))), metrics, ("geo",))
    compared = {f"{row.key}@geo = BR": _said(row) for row in alone.rows if f"{row.key}@geo = BR" in found}
    assert len(compared) > 5
    assert {key: found[key] for key in compared} == compared


def _said(row: DriftRow) -> tuple[str, str, int, int, float]:
    return row.before, row.now, row.n_reference, row.n_current, row.coverage


def test_a_value_on_another_scale_has_buckets_of_its_own(written: Callable[..., Source]) -> None:
    random = np.random.default_rng(5)

    def tokens(start: datetime, longer: float) -> pl.DataFrame:
        amounts = pl.Series(random.normal(40 * longer, 2, 4_000))
        made = week(start, random, 1.0)
        scale = pl.when(pl.col("geo") == "BR").then(amounts).otherwise(amounts * 10 + 1_000_000)
        return made.with_columns(cost_usd=scale)

    store = written(pl.concat([tokens(MIDDLE - WEEK, 1.0), tokens(MIDDLE, 1.2)]))
    found = drift_by(store, ASKED, (), "geo")
    costs = {row.segment["geo"]: row for row in found.rows if row.column == "cost_usd"}
    assert costs["BR"].verdict is Verdict.CHANGED
