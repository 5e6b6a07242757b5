"""SQL functions that databases spell differently: declared here, spelled per dialect in `stores`."""

import math
import sys
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

BUCKET_RATIO = 1.02
"""Width of a log bucket: its high edge is 2% above its low edge."""

LOG_RATIO = math.log(BUCKET_RATIO)
ZERO_BUCKET = -50_000
"""The bucket of 0. The smallest positive number is in bucket -37,592, so zero sorts below it."""

NEGATIVE_ORIGIN = -100_000
"""A negative x is in bucket `NEGATIVE_ORIGIN - bucket(-x)`: the positive buckets, mirrored below zero."""

# FunctionElement and not GenericFunction: the latter registers its name for every library in the process.


class TimeBucket(FunctionElement[int]):
    """The number of the bucket that a time is in."""

    type = sa.BigInteger()
    inherit_cache = True
    name = "time_bucket"


class LogBucket(FunctionElement[int]):
    """The number of the log bucket that a number is in."""

    type = sa.Integer()
    inherit_cache = True
    name = "log_bucket"


class Contains(FunctionElement[bool]):
    """Whether a text contains another."""

    type = sa.Boolean()
    inherit_cache = True
    name = "contains"


class Quantile(FunctionElement[float]):
    """An exact quantile of a group."""

    type = sa.Double()
    inherit_cache = True
    name = "quantile"


class ApproximateDistinct(FunctionElement[int]):
    """How many different values a group has, give or take a few percent."""

    type = sa.BigInteger()
    inherit_cache = True
    name = "approximate_distinct"


def time_bucket(column: sa.ColumnElement[Any], origin: datetime, width: int) -> TimeBucket:
    """Return the bucket of a UTC time: 0 from `origin` until `width` seconds later, 1 after it, −1 before."""
    return TimeBucket(column, _constant(_microseconds(origin)), _constant(width * 1_000_000))


def log_bucket(number: sa.ColumnElement[Any]) -> LogBucket:
    """Return `floor(ln(x) / ln(1.02))`; 0 and negative numbers have buckets of their own.

    NULL, infinities and NaN have no bucket (NULL). Buckets sort as the numbers do.
    """
    return LogBucket(number)


def contains(text: sa.ColumnElement[Any], needle: str) -> Contains:
    """Return whether `text` contains `needle`, ignoring case. `%` and `_` in it mean themselves."""
    return Contains(text, sa.literal(needle, sa.Text()))


def quantile(number: sa.ColumnElement[Any], level: float) -> Quantile:
    """Return the exact quantile of a group, interpolated linearly (type 7). It cannot be merged: see `log_bucket`."""
    return Quantile(number, _constant(level))


def approximate_distinct(column: sa.ColumnElement[Any]) -> ApproximateDistinct:
    """Return about how many different values are recorded: a sketch where the database has one, else exact."""
    return ApproximateDistinct(column)


def _constant(value: float) -> sa.ColumnElement[Any]:
    # In the text and not bound: GROUP BY must see the same expression as the SELECT list does.
    return sa.literal_column(repr(value))


def _microseconds(moment: datetime) -> int:
    since = moment.replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def arguments(element: FunctionElement[Any], compiler: SQLCompiler, **kw: Any) -> list[str]:
    """Return the SQL of a function's arguments."""
    return [compiler.process(clause, **kw) for clause in element.clauses]


@compiles(TimeBucket)
def _time_bucket(element: TimeBucket, compiler: SQLCompiler, **kw: Any) -> str:
    column, origin, width = arguments(element, compiler, **kw)
    return f"CAST(FLOOR((EXTRACT(EPOCH FROM {column}) * 1000000 - {origin}) / ({width} * 1.0)) AS BIGINT)"


@compiles(LogBucket)
def _log_bucket(element: LogBucket, compiler: SQLCompiler, **kw: Any) -> str:
    def x() -> str:
        # Processed once for every place: a bound value inside must be listed as often as it is written.
        return f"({arguments(element, compiler, **kw)[0]})"

    most = repr(sys.float_info.max)
    return (
        f"CASE WHEN {x()} > 0 AND {x()} <= {most} THEN CAST(FLOOR(LN({x()}) / {LOG_RATIO:.17e}) AS INTEGER)"
        f" WHEN {x()} = 0 THEN {ZERO_BUCKET}"
        f" WHEN {x()} < 0 AND {x()} >= -{most}"
        f" THEN {NEGATIVE_ORIGIN} - CAST(FLOOR(LN(-{x()}) / {LOG_RATIO:.17e}) AS INTEGER) END"
    )


@compiles(Contains)
def _contains(element: Contains, compiler: SQLCompiler, **kw: Any) -> str:
    # Arguments in the order in which they are written: databases that count parameters need it.
    text, needle = element.clauses
    return f"(POSITION(LOWER({compiler.process(needle, **kw)}) IN LOWER({compiler.process(text, **kw)})) > 0)"


@compiles(Quantile)
def _quantile(element: Quantile, compiler: SQLCompiler, **kw: Any) -> str:
    number, level = arguments(element, compiler, **kw)
    return f"PERCENTILE_CONT({level}) WITHIN GROUP (ORDER BY {number})"


@compiles(ApproximateDistinct)
def _approximate_distinct(element: ApproximateDistinct, compiler: SQLCompiler, **kw: Any) -> str:
    return f"COUNT(DISTINCT {arguments(element, compiler, **kw)[0]})"
