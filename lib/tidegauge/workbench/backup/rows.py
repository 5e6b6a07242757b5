"""Rows of the workbench's tables as lines of JSON, and back: the same on every database."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime

import sqlalchemy as sa

LEFT_OUT = frozenset({"member_sessions"})
"""Who is signed in, in which browser: after a restore people sign in again."""


def tables_of(metadata: sa.MetaData) -> list[sa.Table]:
    """Return the tables that a backup holds, each after those that it refers to."""
    return [table for table in metadata.sorted_tables if table.name not in LEFT_OUT]


def lines_of(connection: sa.Connection, table: sa.Table) -> Iterator[str]:
    """Yield the rows of a table as JSON, in the order of its key: the same rows are the same bytes."""
    query = sa.select(table).order_by(*table.primary_key.columns)
    for row in connection.execute(query).mappings():
        yield json.dumps(
            {name: _told(value) for name, value in row.items()}, ensure_ascii=False, sort_keys=True
        )


def row_of(line: str, table: sa.Table) -> Mapping[str, object]:
    """Return the row that a line says, as `table` takes it.

    Raises:
        ValueError: it is no JSON, or a moment that cannot be read.
        KeyError: the table has no such column.
    """
    told = json.loads(line)
    return {name: _read(value, table.c[name].type) for name, value in told.items()}


def _told(value: object) -> object:
    return value.isoformat(timespec="microseconds") if isinstance(value, datetime) else value


def _read(value: object, kind: sa.types.TypeEngine[object]) -> object:
    if isinstance(value, str) and isinstance(kind, sa.DateTime):
        return datetime.fromisoformat(value)
    return value
