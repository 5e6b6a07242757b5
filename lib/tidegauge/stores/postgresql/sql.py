"""PostgreSQL's SQL: the dialect that statements are compiled with, and its spelling of `schema.functions`."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from tidegauge.schema.functions import Contains, TimeBucket, arguments

# asyncpg's way of writing is the wire's own ($1::BIGINT); its driver is not needed for that.
_DIALECT = PGDialect_asyncpg()  # type: ignore[no-untyped-call]


def compiled(query: sa.sql.ClauseElement) -> tuple[str, list[Any]]:
    """Return PostgreSQL's SQL and its parameters in order.

    >>> compiled(sa.select(sa.literal(1, sa.BigInteger).label("one")))
    ('SELECT $1::BIGINT AS one', [1])
    """
    statement = query.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    assert isinstance(statement, SQLCompiler)  # noqa: S101  a question is no table definition
    return str(statement), [statement.params[name] for name in statement.positiontup or ()]


def literal(query: sa.sql.ClauseElement) -> str:
    """Return the SQL with its values written out. PostgreSQL streams the answer to such a statement only.

    >>> literal(sa.select(sa.literal("it's", sa.Text).label("one")))
    "SELECT 'it''s' AS one"
    """
    return str(query.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True}))


@compiles(TimeBucket, "postgresql")
def _time_bucket(element: TimeBucket, compiler: SQLCompiler, **kw: Any) -> str:
    # EXTRACT answers in decimals, which are ten times slower; a double tells microseconds apart until 2242.
    column, origin, width = arguments(element, compiler, **kw)
    seconds = f"date_part('epoch', {column})"
    return f"CAST(floor(({seconds} - {origin} / 1e6::float8) / ({width} / 1e6::float8)) AS BIGINT)"


@compiles(Contains, "postgresql")
def _contains(element: Contains, compiler: SQLCompiler, **kw: Any) -> str:
    text, needle = arguments(element, compiler, **kw)
    return f"(position({_small(needle, element)} in {_small(text, element)}) > 0)"


def _small(text: str, element: Contains) -> str:
    # The plain order of bytes knows the small letters of English only, and is several times faster.
    sought = getattr(list(element.clauses)[1], "value", None)
    plain = isinstance(sought, str) and sought.isascii()
    return f'lower(({text}) COLLATE "{"C" if plain else "default"}")'
