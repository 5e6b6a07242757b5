"""DuckDB: statements are compiled by SQLAlchemy, run by the native driver, and come back as Arrow."""

from typing import Any

import duckdb
import polars as pl
import sqlalchemy as sa
from duckdb_engine import Dialect

import tidegauge.stores.duckdb_sql  # noqa: F401  the spelling of our SQL functions
from tidegauge.errors import StoreError

_DIALECT = Dialect(paramstyle="qmark")


def compiled(query: sa.Select[Any]) -> tuple[str, list[Any]]:
    """Return DuckDB's SQL and its parameters in order.

    >>> compiled(sa.select(sa.literal(1, sa.Integer).label("one")))
    ('SELECT ? AS one', [1])
    """
    statement = query.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    return str(statement), [statement.params[name] for name in statement.positiontup or ()]


def run(connection: duckdb.DuckDBPyConnection, query: sa.Select[Any]) -> pl.DataFrame:
    """Return the rows of `query`, read through a cursor of its own, so that threads do not wait for each other.

    Raises:
        StoreError: DuckDB refuses the statement.
    """
    sql, parameters = compiled(query)
    try:
        with connection.cursor() as cursor:
            frame = pl.from_arrow(cursor.sql(sql, params=parameters).to_arrow_table())
    except duckdb.Error as error:
        raise StoreError(f"The trace store could not answer: {str(error).splitlines()[0]}") from error
    assert isinstance(frame, pl.DataFrame)  # noqa: S101  a table never comes back as one column
    return frame
