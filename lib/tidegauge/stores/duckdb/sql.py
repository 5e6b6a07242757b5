"""DuckDB's spelling of the functions declared in `schema.functions`. Importing this file is enough."""

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from tidegauge.schema.functions import ApproximateDistinct, Contains, Quantile, TimeBucket, arguments


@compiles(TimeBucket, "duckdb")
def _time_bucket(element: TimeBucket, compiler: SQLCompiler, **kw: Any) -> str:
    column, origin, width = arguments(element, compiler, **kw)
    # `/` and not `//`: integer division rounds towards zero, which would give bucket 0 to the one before the origin.
    return f"CAST(FLOOR((epoch_us({column}) - {origin}) / {width}) AS BIGINT)"


@compiles(Contains, "duckdb")
def _contains(element: Contains, compiler: SQLCompiler, **kw: Any) -> str:
    text, needle = arguments(element, compiler, **kw)
    return f"contains(lower({text}), lower({needle}))"


@compiles(Quantile, "duckdb")
def _quantile(element: Quantile, compiler: SQLCompiler, **kw: Any) -> str:
    number, level = arguments(element, compiler, **kw)
    return f"quantile_cont({number}, {level})"


@compiles(ApproximateDistinct, "duckdb")
def _approximate_distinct(element: ApproximateDistinct, compiler: SQLCompiler, **kw: Any) -> str:
    return f"approx_count_distinct({arguments(element, compiler, **kw)[0]})"
