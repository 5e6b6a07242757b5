"""Drift on stores with something odd planted: shapes, versions that take over, rows that are no numbers."""

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.findings import Direction, Verdict
from tidegauge.metrics.choice import available_metrics
from tidegauge.reports._drift.records import DriftRow
from tidegauge.reports.drift import drift
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

START = datetime(2026, 11, 1)
MIDDLE = START + timedelta(days=7)
END = MIDDLE + timedelta(days=7)
WEEKS = TraceFilter(Population(Window(MIDDLE, END)), Population(Window(START, MIDDLE)))


def rows_of(source: Source, dimensions: tuple[str, ...] = ("geo",)) -> dict[str, DriftRow]:
    found = drift(source, WEEKS, available_metrics(Settings(), source.store.catalog()), dimensions)
    return {row.key: row for row in found.rows}


def spans(columns: pl.DataFrame, start: datetime, prefix: str) -> pl.DataFrame:
    """One call a row, evenly over seven days."""
    rows = columns.height
    ids = pl.Series([f"{prefix}{number}" for number in range(rows)])
    times = pl.Series([start + timedelta(days=7) * (number / rows) for number in range(rows)])
    more = {"trace_id": ids, "span_id": ids, "start_time": times.cast(pl.Datetime("us"))}
    return columns.with_columns(kind=pl.lit("model"), **more)


def sides(*pairs: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([spans(pairs[0], START, "r"), spans(pairs[1], MIDDLE, "c")])


def test_a_shape_that_changed_around_the_same_mean_is_no_mix_and_neither_good_nor_bad(
    written: Callable[..., Source],
) -> None:
    """Planted: answers vary by 30 tokens and no more by 100; a little traffic moves between two features."""
    random = np.random.default_rng(12)
    weeks_of = []
    for share, spread in ((0.5, 100), (0.51, 30)):
        feature = np.where(random.random(4_000) < share, "long", "short")
        tokens = random.normal(470, spread, 4_000).round()
        weeks_of.append(pl.DataFrame({"output_tokens": tokens, "feature": feature}))
    row = rows_of(written(sides(*weeks_of)), ("feature",))["output.output_tokens"]
    assert (row.verdict, row.direction, row.mix) == (Verdict.CHANGED, Direction.NEUTRAL, None)
    assert "spread differently" in row.sentence


def test_a_version_that_is_worse_and_takes_over_is_a_change_and_no_mix(
    written: Callable[..., Source],
) -> None:
    """Planted: v2 goes from 10% to 90% of calls, and fails on 12% of them instead of 3%."""
    random = np.random.default_rng(9)
    weeks_of = []
    for share in (0.1, 0.9):
        new = random.random(5_000) < share
        failed = random.random(5_000) < np.where(new, 0.12, 0.03)
        version, status = np.where(new, "v2", "v1"), np.where(failed, "error", "ok")
        weeks_of.append(pl.DataFrame({"model_version": version, "status": status}))
    row = rows_of(written(sides(*weeks_of)), ("model_version",))["output.status"]
    assert (row.verdict, row.direction) == (Verdict.CHANGED, Direction.WORSE)


def test_a_reference_of_another_length_keeps_the_step_where_it_was(written: Callable[..., Source]) -> None:
    """Planted: answers are shorter from day 12 noon on; the reference is the whole first week, the window five days."""
    random = np.random.default_rng(13)
    calls = sides(*(pl.DataFrame({"output_tokens": random.poisson(400, 4_000)}) for _ in range(2)))
    at, start = START + timedelta(days=11, hours=12), START + timedelta(days=9)
    shorter = pl.when(pl.col("start_time") >= at).then(pl.col("output_tokens") * 3 // 4)
    source = written(calls.with_columns(output_tokens=shorter.otherwise("output_tokens")))
    asked = TraceFilter(Population(Window(start, END)), Population(Window(START, start)))
    metrics = available_metrics(Settings(), source.store.catalog())
    row = {one.key: one for one in drift(source, asked, metrics).rows}["output.output_tokens"]
    assert row.onset is not None
    assert abs(row.onset.at - at) <= timedelta(hours=2)


@pytest.mark.parametrize("odd", [float("nan"), float("inf"), float("-inf")])
def test_one_row_that_is_no_number_does_not_hide_the_column(
    written: Callable[..., Source], odd: float
) -> None:
    random = np.random.default_rng(10)
    before, now = random.normal(10, 2, 3_000), random.normal(20, 2, 3_000)
    now[7] = odd
    source = written(sides(pl.DataFrame({"turns": before}), pl.DataFrame({"turns": now})))
    row = rows_of(source)["data.turns"]
    assert row.verdict is Verdict.CHANGED
    assert row.n_current == 2_999
    assert float(row.now) == pytest.approx(20, abs=0.2)
