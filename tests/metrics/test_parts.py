"""Metrics computed by DuckDB from their parts, against polars over the same eight calls."""

import math
from collections.abc import Callable
from datetime import datetime

import duckdb
import polars as pl
import pytest
import sqlalchemy as sa
from duckdb_engine import Dialect

import tidegauge.stores.duckdb.sql  # noqa: F401  the spelling of our SQL functions
from tidegauge.metrics.bins import bucket_high, bucket_low, bucket_of
from tidegauge.metrics.declaration import builtin_metrics, declare
from tidegauge.metrics.metric import Metric
from tidegauge.metrics.parts import BinParts, DistinctParts, SumParts, parts
from tidegauge.settings import MetricTable

CALLS = pl.DataFrame(
    {
        "status": ["ok", "ok", "error", "ok", "error", "ok", "ok", None],
        "error_type": [None, None, "ReadTimeout", None, "rate_limit", None, None, None],
        "finish_reason": ["stop", "length", None, "refusal", None, "stop", "content_filter", "stop"],
        "duration_ms": [100.0, 200.0, 400.0, 800.0, 0.0, None, 1600.0, 3200.0],
        "time_to_first_token_ms": [10.0, 20.0, None, 40.0, None, 60.0, 70.0, 80.0],
        "input_tokens": [10, 20, None, 40, 50, 60, 70, 80],
        "output_tokens": [1, 2, 3, None, 5, 6, 7, 8],
        "cost_usd": [0.5, 0.25, None, 0.25, 0.0, 1.0, 1.0, 1.0],
        "session_id": ["a", "a", "b", "b", "c", None, "c", "d"],
        "format_valid": [True, False, None, True, None, True, False, None],
        "prediction": [0.9, 0.8, 0.3, 0.1, 0.7, 1.0, 0.0, None],
        "label": [1.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0],
        "signal.thumbs_up": [1, 0, 0, 2, 0, 0, 0, 0],
        "signal.thumbs_down": [0, 1, 0, 0, 0, 0, 0, 0],
        "signal.correction": [0, 0, 1, 0, 0, 0, 0, 0],
        "signal.follow_up": [0, 1, 1, 0, 0, 0, 0, 0],
        "signal.retry": [0, 0, 0, 0, 0, 3, 0, 0],
        "signal.escalation": [0, 0, 0, 0, 0, 0, 1, 0],
        "signal.abandoned": [1, 1, 0, 0, 0, 0, 0, 0],
        "score.correctness": [4.0, None, 5.0, None, None, 3.0, None, None],
        "score.helpfulness": [2.0, None, None, None, None, 3.0, None, None],
        "score.flagged": [0.0, 1.0, None, None, None, 1.0, None, None],
        "score.hallucination": [0.0, 1.0, None, None, None, 0.0, 0.0, None],
        "score.recall@5": [0.5, 1.0, None, None, None, None, None, None],
        "score.ndcg": [0.5, 0.75, None, None, None, None, None, None],
        "outcome.impressions": [100.0, 100.0, None, None, None, None, 200.0, None],
        "outcome.clicks": [10.0, None, None, None, None, None, 10.0, None],
        "outcome.conversions": [1.0, None, None, None, None, None, 4.0, None],
        "outcome.spend": [5.0, 5.0, None, None, None, None, 10.0, None],
        "outcome.revenue": [50.0, None, None, None, None, None, 10.0, None],
        "geo": ["DE", "BR", "BR", "a'b", 'c"d', "%", "", None],
        "start_time": pl.datetime_range(datetime(2026, 1, 1), datetime(2026, 1, 8), "1d", eager=True),
    }
)
_TYPES = {
    pl.Int64(): sa.BigInteger(),
    pl.Float64(): sa.Double(),
    pl.String(): sa.Text(),
    pl.Boolean(): sa.Boolean(),
    pl.Datetime("us"): sa.TIMESTAMP(),
}
_TABLE = sa.table("calls", *(sa.column(name, _TYPES[kind]) for name, kind in CALLS.schema.items()))
C = pl.col


def answers(*columns: sa.ColumnElement[object], by: int = 0) -> list[tuple[float | None, ...]]:
    """Return what DuckDB makes of the columns, grouped by the first `by`."""
    labelled = [column.label(f"c{place}") for place, column in enumerate(columns)]
    query = sa.select(*labelled).select_from(_TABLE)
    query = query.group_by(*(sa.literal_column(f"c{place}") for place in range(by))) if by else query
    compiled = query.compile(dialect=Dialect(paramstyle="qmark"), compile_kwargs={"render_postcompile": True})
    with duckdb.connect() as connection:
        connection.register("calls", CALLS.to_arrow())
        found = connection.execute(
            str(compiled), [compiled.params[name] for name in compiled.positiontup or ()]
        )
        return [tuple(row) for row in found.fetchall()]


def value(metric: Metric) -> float | None:
    """Return the metric over all calls, as the query layer computes it."""
    found = parts(metric, lambda name: _TABLE.c[name])
    if isinstance(found, BinParts):
        return ece(found) if found.level is None else quantile(found, found.level)
    if isinstance(found, DistinctParts):
        n = answers(sa.func.count(found.over.distinct()))[0][0]
        return (
            n
            if found.numerator is None
            else (answers(sa.func.sum(found.numerator))[0][0] or 0) / (n or math.nan)
        )
    if metric.per:
        return per_unit(found, metric.per)
    a, b = answers(
        sa.func.sum(found.numerator), sa.func.sum(found.denominator if found.denominator is not None else 1)
    )[0]
    ratio = a if found.denominator is None or a is None else a / (b or math.nan)
    return math.sqrt(ratio) if found.root and ratio is not None else ratio


def per_unit(found: SumParts, unit: str) -> float:
    """Return the mean over units of their total, or the share of units with a 1."""
    total = sa.func.sum(found.numerator) if found.denominator is None else sa.func.max(found.numerator)
    rows = [a for key, a in answers(_TABLE.c[unit], total, by=1) if key is not None and a is not None]
    return sum(rows) / len(rows)


def quantile(found: BinParts, level: float) -> float:
    """Return the middle of the bucket in which the row of the quantile (lower rank) lies."""
    rows = sorted(
        (int(key or 0), int(n or 0))
        for key, n in answers(found.bin, sa.func.count(), by=1)
        if key is not None
    )
    rank, seen = level * (sum(n for _, n in rows) - 1), 0
    for bucket, n in rows:
        seen += n
        if seen > rank:
            return float((bucket_low([bucket]) + bucket_high([bucket]))[0] / 2)
    raise AssertionError(rows)


def ece(found: BinParts) -> float:
    """Return the mean distance of prediction and label over bins, weighted by their rows."""
    sums = [sa.func.sum(weight) for weight in found.weights]
    rows = [row for row in answers(found.bin, sa.func.count(), *sums, by=1) if row[0] is not None]
    return sum(abs((p or 0) - (y or 0)) for _, _, p, y in rows) / sum(n or 0 for _, n, _, _ in rows)


def rate(condition: pl.Expr, given: pl.Expr | None = None) -> float:
    """Return the polars share of rows that meet a condition."""
    kept = CALLS if given is None else CALLS.filter(given)
    return float(kept.select(condition.mean()).item())


def single(expression: pl.Expr) -> float:
    """Return the one number of a polars expression."""
    return float(CALLS.select(expression).item())


BY_HAND: dict[str, float] = {
    "calls": 8,
    "error_rate": 2 / 7,
    "timeout_rate": 1 / 7,
    "refusal_rate": 2 / 6,
    "truncation_rate": 1 / 6,
    "input_tokens": 330 / 7,
    "output_tokens": 32 / 7,
    "tokens": 362,
    "cost": 4,
    "cost_per_call": 4 / 7,
    "cost_per_session": (0.75 + 0.25 + 1 + 1) / 4,
    "thumbs_up_rate": 2 / 3,
    "feedback_coverage": 3 / 8,
    "correction_rate": 1 / 8,
    "follow_up_rate": 2 / 8,
    "retry_rate": 1 / 8,
    "escalation_rate": 1 / 8,
    "abandonment_rate": 1 / 4,
    "correctness": 4,
    "helpfulness": 2.5,
    "flagged_rate": 2 / 3,
    "format_failure_rate": 2 / 5,
    "hallucination_rate": 1 / 4,
    "recall_at_5": 0.75,
    "ndcg": 0.625,
    "accuracy": 5 / 7,
    "precision": 3 / 4,
    "recall": 3 / 4,
    "f1": 3 / 4,
    "mae": (0.1 + 0.2 + 0.7 + 0.1 + 0.7 + 0 + 0) / 7,
    "rmse": math.sqrt((0.01 + 0.04 + 0.49 + 0.01 + 0.49) / 7),
    "brier": (0.01 + 0.04 + 0.49 + 0.01 + 0.49) / 7,
    # Bins 9 (0.9 and 1.0 against 1 and 1), 8, 7, 3, 1 and 0.
    "ece": (0.1 + 0.2 + 0.7 + 0.7 + 0.1 + 0) / 7,
    "ctr": 20 / 400,
    "cpa": 20 / 5,
    "roas": 60 / 20,
    "conversion_rate": 5 / 20,
}
QUANTILES = {
    "latency_p50": 400.0,
    "latency_p95": 1600.0,
    "latency_p99": 1600.0,
    "time_to_first_token_p95": 70.0,
}
"""The rank-th smallest value, rank = floor(level * (n - 1)), counted by hand."""

POLARS: dict[str, Callable[[], float]] = {
    "error_rate": lambda: rate(C("status") == "error"),
    "input_tokens": lambda: single(C("input_tokens").mean()),
    "tokens": lambda: single(C("input_tokens").sum() + C("output_tokens").sum()),
    "cost_per_session": lambda: float(
        CALLS.drop_nulls("session_id").group_by("session_id").agg(C("cost_usd").sum())["cost_usd"].mean()  # type: ignore[arg-type]
    ),
    "thumbs_up_rate": lambda: rate(
        C("signal.thumbs_up") > 0, (C("signal.thumbs_up") + C("signal.thumbs_down")) > 0
    ),
    "format_failure_rate": lambda: rate(~C("format_valid")),
    "accuracy": lambda: rate((C("prediction") >= 0.5) == (C("label") >= 0.5)),
    "mae": lambda: single((C("prediction") - C("label")).abs().mean()),
    "rmse": lambda: single(((C("prediction") - C("label")) ** 2).mean().sqrt()),
    "roas": lambda: single(C("outcome.revenue").sum() / C("outcome.spend").sum()),
}


def test_every_builtin_has_a_value_by_hand() -> None:
    assert set(BY_HAND) | set(QUANTILES) == set(builtin_metrics())


@pytest.mark.parametrize("name", BY_HAND)
def test_builtin_equals_the_value_by_hand(name: str) -> None:
    assert value(builtin_metrics()[name]) == pytest.approx(BY_HAND[name], rel=1e-12)


@pytest.mark.parametrize("name", POLARS)
def test_builtin_equals_polars(name: str) -> None:
    assert value(builtin_metrics()[name]) == pytest.approx(POLARS[name](), rel=1e-12)


@pytest.mark.parametrize("name", QUANTILES)
def test_quantile_lies_in_the_bucket_of_the_value_by_hand(name: str) -> None:
    assert value(builtin_metrics()[name]) == pytest.approx(QUANTILES[name], rel=0.01)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("count(*)", 8),
        ("count(distinct session_id)", 4),
        ("sum(cost_usd) / count(distinct session_id)", 1),
        ("count() / count(distinct session_id)", 2),
        ("sum(cost_usd) / count()", 0.5),
        ("(sum(input_tokens)) / (sum(output_tokens))", 330 / 32),
        ("sum(format_valid)", 3),
        ("mean(format_valid)", 3 / 5),
        ("rate(format_valid)", 3 / 5),
        ("rate(not format_valid)", 2 / 5),
        ("rate(geo = 'a''b')", 1 / 7),
        ("""rate(geo = 'c"d')""", 1 / 7),
        ("rate(geo = '; drop table calls; --')", 0),
        ("rate(geo = '')", 1 / 7),
        ("rate(geo like '%R')", 2 / 7),
        ("rate(geo not like '%R' and not geo = 'DE')", 4 / 7),
        ("rate(geo in ('DE', 'BR'))", 3 / 7),
        ("rate(geo not in ('DE', 'BR'), status is not null)", 4 / 7),
        ("rate(geo is null)", 1 / 8),
        ("rate(lower(geo) = 'de' or length(geo) = 0)", 2 / 7),
        ("rate((status = 'ok') = (finish_reason = 'stop'))", 2 / 5),
        ("rate((geo is null) = (status is null))", 1),
        ("rate((geo = 'DE' and status = 'ok') = true)", 1 / 7),
        ("mean(duration_ms / 1000)", 0.9),
        ("mean(cost_usd / input_tokens)", (0.05 + 0.0125 + 0.00625 + 0 + 1 / 60 + 1 / 70 + 1 / 80) / 7),
        ("mean(10 / cost_usd)", (20 + 40 + 40 + 10 + 10 + 10) / 6),
        ("mean(-input_tokens + 2 * 3 - 1)", -330 / 7 + 5),
        ("mean(ln(duration_ms))", sum(math.log(100 * 2**k) for k in range(6)) / 6),
        ("mean(sqrt(label - 1))", 0),
        ("mean(abs(prediction - 1))", (0.1 + 0.2 + 0.7 + 0.9 + 0.3 + 0 + 1) / 7),
        ("mean(least(input_tokens, 20.5))", (10 + 20 + 20.5 * 5 + 20.5) / 8),
        ("sum(coalesce(input_tokens, 0.5))", 330.5),
        ("sum(case when input_tokens > 50 then 1 when input_tokens > 30 then 0.5 end)", 4),
        ("mean(`score.recall@5`)", 0.75),
        ('mean("score.recall@5")', 0.75),
        ("rate(input_tokens > 9223372036854775806)", 0),
        ("sum(input_tokens * 9223372036854775807 * 9223372036854775807)", 330 * 2.0**126),
    ],
)
def test_expression_equals_the_value_by_hand(expression: str, expected: float) -> None:
    assert value(declare("asked", MetricTable(expression=expression))) == pytest.approx(expected, rel=1e-12)


def test_quotes_in_values_stay_values() -> None:
    hostile = "x'); DROP TABLE calls; --"
    metric = declare("asked", MetricTable(expression="rate(geo = 'x''); DROP TABLE calls; --')"))
    found = parts(metric, lambda name: _TABLE.c[name])
    assert isinstance(found, SumParts)
    compiled = sa.select(found.numerator).compile(dialect=Dialect(paramstyle="qmark"))
    assert "DROP" not in str(compiled)
    assert hostile in compiled.params.values()


def test_buckets_of_duckdb_are_those_of_numpy() -> None:
    found = parts(
        declare("asked", MetricTable(expression="p50(duration_ms - 300)")), lambda name: _TABLE.c[name]
    )
    assert isinstance(found, BinParts)
    rows = [row[0] for row in answers(found.bin)]
    present = [number - 300 for number in CALLS["duration_ms"] if number is not None]
    assert [row for row in rows if row is not None] == bucket_of(present).tolist()
