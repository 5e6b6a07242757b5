"""ClickHouse's spelling of the functions declared in `schema.functions`, and of SQL that it reads its own way."""

import sys
from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from tidegauge.schema.functions import (
    LOG_RATIO,
    NEGATIVE_ORIGIN,
    ZERO_BUCKET,
    ApproximateDistinct,
    Contains,
    LogBucket,
    Quantile,
    TimeBucket,
    arguments,
)
from tidegauge.schema.tables import Kind
from tidegauge.schema.text_functions import Before
from tidegauge.schema.time_functions import Microseconds, Moment, UtcTime
from tidegauge.stores.clickhouse.types import STORED

NAME = "clickhousedb"
"""SQLAlchemy's name of the dialect."""


@compiles(TimeBucket, NAME)
def _time_bucket(element: TimeBucket, compiler: SQLCompiler, **kw: Any) -> str:
    column, origin, width = arguments(element, compiler, **kw)
    return f"toInt64(floor((toUnixTimestamp64Micro({column}) - {origin}) / {width}))"


@compiles(LogBucket, NAME)
def _log_bucket(element: LogBucket, compiler: SQLCompiler, **kw: Any) -> str:
    x = f"toFloat64({arguments(element, compiler, **kw)[0]})"
    most = repr(sys.float_info.max)
    return (
        f"multiIf({x} > 0 AND {x} <= {most}, toInt64(floor(log({x}) / {LOG_RATIO:.17e})),"
        f" {x} = 0, {ZERO_BUCKET},"
        f" {x} < 0 AND {x} >= -{most}, {NEGATIVE_ORIGIN} - toInt64(floor(log(-({x})) / {LOG_RATIO:.17e})), NULL)"
    )


@compiles(Contains, NAME)
def _contains(element: Contains, compiler: SQLCompiler, **kw: Any) -> str:
    text, needle = arguments(element, compiler, **kw)
    return f"(positionCaseInsensitiveUTF8({text}, {needle}) > 0)"


@compiles(Quantile, NAME)
def _quantile(element: Quantile, compiler: SQLCompiler, **kw: Any) -> str:
    number, level = arguments(element, compiler, **kw)
    return f"quantileExactInclusive({level})({number})"


@compiles(ApproximateDistinct, NAME)
def _approximate_distinct(element: ApproximateDistinct, compiler: SQLCompiler, **kw: Any) -> str:
    # NULL where nothing is recorded, by our setting for sums.
    return f"ifNull(uniq({arguments(element, compiler, **kw)[0]}), 0)"


@compiles(Before, NAME)
def _before(element: Before, compiler: SQLCompiler, **kw: Any) -> str:
    text, mark = arguments(element, compiler, **kw)
    return f"if(position({text}, {mark}) > 0, substring({text}, 1, position({text}, {mark}) - 1), '')"


@compiles(Microseconds, NAME)
def _microseconds(element: Microseconds, compiler: SQLCompiler, **kw: Any) -> str:
    return f"toUnixTimestamp64Micro(CAST({arguments(element, compiler, **kw)[0]} AS {STORED[Kind.TIME]}))"


@compiles(Moment, NAME)
def _moment(element: Moment, compiler: SQLCompiler, **kw: Any) -> str:
    return f"fromUnixTimestamp64Micro(toInt64({arguments(element, compiler, **kw)[0]}), 'UTC')"


@compiles(UtcTime, NAME)
def _utc_time(element: UtcTime, compiler: SQLCompiler, **kw: Any) -> str:
    return f"CAST({arguments(element, compiler, **kw)[0]} AS {STORED[Kind.TIME]})"
