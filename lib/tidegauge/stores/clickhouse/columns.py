"""Columns and keys of our tables in ClickHouse, as SQL."""

from collections.abc import Iterator

import polars as pl

from tidegauge.schema.tables import Kind, Table
from tidegauge.stores.clickhouse.literals import literal
from tidegauge.stores.clickhouse.session import Session

NONE = "\0"
"""What stands in a key for a value that is not recorded."""


def written_columns(session: Session, table: str) -> dict[str, str]:
    """Return {column: type} of a table of the session's database."""
    query = (
        "SELECT name, type FROM system.columns WHERE database = currentDatabase() "  # noqa: S608  escaped
        f"AND table = {literal(table)} ORDER BY position"
    )
    return dict(session.rows(query))


def key_of(table: Table) -> str:
    """Return the key of a row as SQL that is never NULL: a NULL is not among any list.

    >>> from tidegauge.schema.tables import SIGNALS
    >>> key_of(SIGNALS)[:61]
    "(ifNull(span_id, '\\\\0'), ifNull(session_id, '\\\\0'), kind, creat"
    """
    parts = (name if name in _required(table) else f"ifNull({name}, {literal(NONE)})" for name in table.key)
    return f"({', '.join(parts)})"


def key_values(table: Table, keys: pl.DataFrame) -> Iterator[str]:
    """Yield the keys of rows as SQL."""
    for row in keys.select(table.key).iter_rows():
        yield literal([NONE if value is None else value for value in row])


def near(time: str, first: object, newest: object) -> str:
    """Return what keeps the rows from two days before `first` to two days after `newest`."""
    return f"{time} >= {literal(first)} - INTERVAL 2 DAY AND {time} <= {literal(newest)} + INTERVAL 2 DAY"


def _required(table: Table) -> set[str]:
    return {column.name for column in table.columns if column.required or column.kind is Kind.TIME}
