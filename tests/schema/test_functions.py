"""SQL functions in DuckDB's spelling against Python, and the spelling for other databases."""

import math
from datetime import datetime, timedelta

import duckdb
import numpy as np
import pytest
import sqlalchemy as sa
from duckdb_engine import Dialect
from sqlalchemy.engine.default import DefaultDialect

import tidegauge.stores.duckdb.sql  # noqa: F401  the spelling of our SQL functions
from tidegauge.schema.functions import contains, log_bucket, quantile, time_bucket

TABLE = sa.table("r", sa.column("t", sa.TIMESTAMP()), sa.column("x", sa.Double()), sa.column("s", sa.Text()))
T, X, S = TABLE.c
ORIGIN = datetime.fromisoformat("2026-01-01T00:30")


def ask(query: sa.Select[tuple[object]], rows: str) -> list[tuple[object, ...]]:
    """Return what DuckDB answers when the query reads `rows`, a VALUES list of (t, x, s)."""
    compiled = query.compile(dialect=Dialect(paramstyle="qmark"))
    with duckdb.connect() as connection:
        connection.execute(
            f"create table r as select t::timestamp t, x::double x, s::varchar s from (values {rows}) v(t, x, s)"  # noqa: S608
        )
        return connection.execute(
            str(compiled), [compiled.params[name] for name in compiled.positiontup or ()]
        ).fetchall()


def of_texts(*texts: str | None) -> str:
    """Return rows that hold only texts."""
    quoted = ("NULL" if text is None else "'" + text.replace("'", "''") + "'" for text in texts)
    return ", ".join(f"(NULL, NULL, {text})" for text in quoted)


@pytest.mark.parametrize(
    ("after", "bucket"),
    [
        (0, 0),
        (3599.999999, 0),
        (3600, 1),
        (-0.000001, -1),
        (-3600, -1),
        (-3600.000001, -2),
        (86400 * 9000, 216000),
    ],
)
def test_time_bucket_floors(after: float, bucket: int) -> None:
    moment = ORIGIN + timedelta(microseconds=round(after * 1e6))
    assert ask(sa.select(time_bucket(T, ORIGIN, 3600)), f"('{moment}', NULL, NULL)") == [(bucket,)]


def test_time_bucket_of_null_is_null_and_can_be_grouped_by() -> None:
    bucket = time_bucket(T, ORIGIN, 3600)
    query = sa.select(bucket, sa.func.count()).group_by(bucket).order_by(bucket)
    rows = "('2026-01-01 00:30', 1, ''), ('2026-01-01 01:29', 1, ''), (NULL, 1, '')"
    assert ask(query, rows) == [(0, 2), (None, 1)]


NUMBERS = [1.0, 1.0199, 1.0201, 0.99, 100.0, 1e-300, 5e-324, 1.7976931348623157e308, 123.456]


@pytest.mark.parametrize("number", NUMBERS)
def test_log_bucket_is_the_floor_of_the_logarithm(number: float) -> None:
    expected = math.floor(math.log(number) / math.log(1.02))
    assert ask(sa.select(log_bucket(X)), f"(NULL, {number!r}, NULL)") == [(expected,)]
    assert ask(sa.select(log_bucket(X)), f"(NULL, {-number!r}, NULL)") == [(-100_000 - expected,)]


@pytest.mark.parametrize(("number", "bucket"), [("0", -50_000), ("'-0'", -50_000), ("NULL", None)])
def test_log_bucket_of_zero_and_null(number: str, bucket: int | None) -> None:
    assert ask(sa.select(log_bucket(X)), f"(NULL, {number}, NULL)") == [(bucket,)]


@pytest.mark.parametrize("number", ["'inf'", "'-inf'", "'nan'"])
def test_log_bucket_of_what_is_not_finite_is_null(number: str) -> None:
    assert ask(sa.select(log_bucket(X)), f"(NULL, {number}, NULL)") == [(None,)]


def test_log_buckets_sort_as_numbers_do() -> None:
    numbers = sorted([*NUMBERS, *(-number for number in NUMBERS), 0.0])
    rows = ", ".join(f"(NULL, {number!r}, NULL)" for number in numbers)
    buckets = [row[0] for row in ask(sa.select(log_bucket(X)), rows)]
    assert buckets == sorted(buckets)  # type: ignore[type-var]


@pytest.mark.parametrize(
    ("text", "needle", "found"),
    [
        ("Refund for ORDER 12", "order", True),
        ("100 % sure", "0 %", True),
        ("100 percent", "0%p", False),
        ("a_b", "_", True),
        ("ab", "_", False),
        ("GRÜSSE", "grüs", True),
        ("it's", "'S", True),
        ("a\\b", "\\", True),
        ("any", "", True),
        (None, "a", None),
    ],
)
def test_contains_ignores_case_and_has_no_wildcards(
    text: str | None, needle: str, found: bool | None
) -> None:
    assert ask(sa.select(contains(S, needle)), of_texts(text)) == [(found,)]


def test_contains_binds_its_needle() -> None:
    compiled = sa.select(contains(S, "'; DROP TABLE r; --")).compile(dialect=Dialect(paramstyle="qmark"))
    assert "DROP" not in str(compiled)
    assert "'; DROP TABLE r; --" in compiled.params.values()


def test_bound_values_inside_a_bucket_are_listed_as_often_as_they_are_written() -> None:
    rows = "(NULL, 10, 'a'), (NULL, -10, 'b')"
    expected = math.floor(math.log(25) / math.log(1.02))
    assert ask(sa.select(log_bucket(X * 2.5)), rows) == [(expected,), (-100_000 - expected,)]


def test_quantile_interpolates_as_numpy_does() -> None:
    numbers = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0]
    rows = ", ".join(f"(NULL, {number}, NULL)" for number in numbers)
    found = ask(sa.select(quantile(X, 0.9)), rows)[0][0]
    assert found == pytest.approx(float(np.quantile(numbers, 0.9)))


def test_other_databases_get_standard_sql() -> None:
    query = sa.select(time_bucket(T, ORIGIN, 60), log_bucket(X), contains(S, "a"), quantile(X, 0.5))
    spelled = str(query.compile(dialect=DefaultDialect()))
    for piece in (
        "EXTRACT(EPOCH FROM r.t)",
        "LN((r.x))",
        "POSITION(LOWER(",
        "PERCENTILE_CONT(0.5) WITHIN GROUP",
    ):
        assert piece in spelled
