"""DuckDB: statements are compiled by SQLAlchemy, run by the native driver, and come back as Arrow."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any

import duckdb
import numpy as np
import polars as pl
import sqlalchemy as sa
from duckdb_engine import Dialect

import tidegauge.stores.duckdb.sql  # noqa: F401  the spelling of our SQL functions
from tidegauge.errors import StoreError
from tidegauge.stores.cancelling import stopped_by

_DIALECT = Dialect(paramstyle="qmark")

_CONFIG: dict[str, Any] = {
    # Nothing is fetched from outside: an extension that is not built in is an error, never a download.
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    # It takes longer to think about the eleven groupings of a screen than to make them.
    "disabled_optimizers": "grouping_sets",
}


def connected() -> duckdb.DuckDBPyConnection:
    """Return a new connection, with nothing in it."""
    return duckdb.connect(config=_CONFIG)


def compiled(query: sa.Select[Any]) -> tuple[str, list[Any]]:
    """Return DuckDB's SQL and its parameters in order.

    >>> compiled(sa.select(sa.literal(1, sa.Integer).label("one")))
    ('SELECT ? AS one', [1])
    """
    statement = query.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    return str(statement), [statement.params[name] for name in statement.positiontup or ()]


@lru_cache(maxsize=256)
def _parsed(sql: str) -> duckdb.Statement:
    # A filter on another value is the same text, and reading a text takes a tenth of the time of an answer.
    return _parser().cursor().extract_statements(sql)[0]


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    return connected()


def run(connection: duckdb.DuckDBPyConnection, query: sa.Select[Any], schema: str = "main") -> pl.DataFrame:
    """Return the rows of `query`, read through a cursor of its own, so that threads do not wait for each other.

    Its tables are looked for in `schema`.

    Raises:
        StoreError: DuckDB refuses the statement.
    """
    sql, parameters = compiled(query)
    with connection.cursor() as cursor, stopped_by(cursor.interrupt), refused():
        if schema != "main":
            cursor.execute(f"SET schema = '{schema}'")
        frame = pl.from_arrow(cursor.sql(_parsed(sql), params=parameters).to_arrow_table())
    assert isinstance(frame, pl.DataFrame)  # noqa: S101  a table never comes back as one column
    return frame


def run_grouped(connection: duckdb.DuckDBPyConnection, query: sa.Select[Any]) -> pl.DataFrame:
    """Return the same of a query that groups: a few numbers and texts, which come sooner without Arrow.

    Raises:
        StoreError: DuckDB refuses the statement.
    """
    sql, parameters = compiled(query)
    with connection.cursor() as cursor, stopped_by(cursor.interrupt), refused():
        # An Arrow table is had from a relation only, which reads and plans the statement twice.
        found = cursor.execute(_parsed(sql), parameters)
        kinds = {name: str(kind) for name, kind, *_ in found.description}
        if set(kinds.values()) <= _PLAIN.keys():
            arrays = found.fetchnumpy()
            return pl.DataFrame([_series(name, arrays[name], _PLAIN[kind]) for name, kind in kinds.items()])
    return run(connection, query)


_PLAIN = {"BIGINT": pl.Int64, "INTEGER": pl.Int32, "DOUBLE": pl.Float64, "VARCHAR": pl.String}


def _series(name: str, array: Any, kind: type[pl.DataType]) -> pl.Series:
    if kind is pl.String:
        return pl.Series(name, array.tolist(), kind)
    series = pl.Series(name, np.ma.getdata(array), kind)
    return series.set(pl.Series(np.ma.getmaskarray(array)), None) if np.ma.is_masked(array) else series


@contextmanager
def refused() -> Iterator[None]:
    """Turn what DuckDB refuses into an error of ours.

    Raises:
        StoreError: DuckDB refuses the statement.
    """
    try:
        yield
    except duckdb.Error as error:
        raise StoreError(f"The trace store could not answer: {str(error).splitlines()[0]}") from error
