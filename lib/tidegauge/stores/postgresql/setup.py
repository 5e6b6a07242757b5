"""Our tables in a PostgreSQL database: made where they lack, checked, and widened for what comes."""

from collections.abc import Container, Iterator, Mapping
from typing import Any

from tidegauge.errors import StoreError
from tidegauge.schema.tables import TABLES, Kind
from tidegauge.stores.lake.columns import promoted
from tidegauge.stores.own_records import FORMAT
from tidegauge.stores.postgresql import days
from tidegauge.stores.postgresql.database import KINDS
from tidegauge.stores.postgresql.ddl import (
    MOST_COLUMNS,
    add_column,
    change_kind,
    layout,
    months,
    partition,
    partition_name,
)
from tidegauge.stores.postgresql.staging import Staging, Way

_RELATIONS = "SELECT relname::text FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v')"
_COLUMNS = """
SELECT c.relname::text, a.attname::text, format_type(a.atttypid, NULL)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = current_schema()::regnamespace AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
"""


def found(cursor: Any, sql: str) -> list[tuple[Any, ...]]:
    """Return the rows that a statement finds."""
    cursor.execute(sql)
    return [tuple(row) for row in cursor.fetchall()]


def set_up(cursor: Any, address: str) -> list[str]:
    """Make the tables that a store lacks, and return their names.

    Raises:
        StoreError: the tables that are there are those of a newer version, or somebody else's.
    """
    before = {name for (name,) in found(cursor, _RELATIONS)}
    if "tidegauge_store" in before:
        _check_format(cursor, address)
    elif taken := sorted(before & TABLES.keys()):
        raise StoreError(
            f"The database {address} has tables of other make that are called {', '.join(taken)}. "
            "Give Tidegauge a database, or a schema, of its own: ?options=-csearch_path=NAME in the address."
        )
    for statement in (*layout(), *_recording(before)):
        cursor.execute(statement)
    for name, there in columns(cursor).items():
        for column, kind in TABLES[name].kinds.items():
            # A column that became canonical after the table was made.
            if column not in there:
                cursor.execute(add_column(name, column, kind))
    return sorted({name for (name,) in found(cursor, _RELATIONS)} - before)


def _recording(before: Container[str]) -> Iterator[str]:
    """Yield what records the days of every table, or of those that somebody took away and that are made anew."""
    if days.NAME not in before:
        yield from days.recording()
        return
    for name, table in TABLES.items():
        if name not in before:
            yield from days.recording_of(table)


def columns(cursor: Any) -> dict[str, dict[str, Kind]]:
    """Return the columns of our tables as they are."""
    there: dict[str, dict[str, Kind]] = {name: {} for name in TABLES}
    for table, column, written in found(cursor, _COLUMNS):
        if table in there:
            there[table][column] = KINDS.get(written, Kind.TEXT)
    return there


def widened(cursor: Any, address: str, stagings: Mapping[str, Staging]) -> None:
    """Make the columns and the partitions that staged rows need.

    Raises:
        StoreError: a table would have more columns than PostgreSQL can hold.
    """
    for name, staging in stagings.items():
        for column, kind in staging.wanted().items():
            _column(cursor, address, name, staging.present, column, kind)
    there = {name for (name,) in found(cursor, _RELATIONS)}
    staged = [one for one in stagings["spans"].staged if one.way is not Way.GONE]
    for month in sorted({month for one in staged for month in months(one.first, one.newest)}):
        if partition_name(month) not in there:
            for statement in partition(month):
                cursor.execute(statement)


def _check_format(cursor: Any, address: str) -> None:
    ((known,),) = found(cursor, "SELECT format FROM tidegauge_store")
    if known > FORMAT:
        raise StoreError(
            f"The store {address} has layout {known}; this version of Tidegauge writes layout {FORMAT}. Upgrade Tidegauge."
        )


def _column(cursor: Any, address: str, table: str, present: dict[str, Kind], column: str, kind: Kind) -> None:
    old = present.get(column)
    new = promoted(old or kind, kind)
    if old is None and len(present) >= MOST_COLUMNS:
        raise StoreError(
            f"The table {table} of {address} would have more than {MOST_COLUMNS:,} columns, which PostgreSQL cannot "
            "hold. Import fewer attributes, or keep these data in a folder: --store ./tidegauge-data/lake"
        )
    if old is None:
        cursor.execute(add_column(table, column, new))
    elif new is not old:
        cursor.execute(change_kind(table, column, old, new))
    present[column] = new
