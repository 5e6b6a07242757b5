"""A `.duckdb` file with the canonical tables, opened read-only."""

import threading
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import sqlalchemy as sa

from tidegauge.errors import StoreError
from tidegauge.schema.catalog import Catalog
from tidegauge.schema.tables import TABLES, Kind
from tidegauge.stores._store import Held, Store
from tidegauge.stores.duckdb.engine import connected, run
from tidegauge.stores.duckdb.holds import Holds
from tidegauge.stores.duckdb.views import view
from tidegauge.stores.inspection import inspect_tables

Types = dict[str, dict[str, str]]
"""{table: {column: DuckDB's type}} of the tables that are ours."""


@dataclass(frozen=True)
class _Opened:
    """The file as it was at `stamp`, behind views that have every canonical column."""

    stamp: tuple[int, int]
    connection: duckdb.DuckDBPyConnection
    holds: Holds
    types: Types


class DuckDBFile(Store):
    """A DuckDB file. DuckDB admits no reader beside a writing process: for that, use a lake."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.url = str(path)
        self._lock = threading.Lock()
        self._opened: _Opened | None = None

    @property
    def product(self) -> str:
        """A DuckDB file."""
        return "DuckDB file"

    def catalog(self) -> Catalog:
        """Return what the file's tables hold; a table that is missing is empty."""
        columns = {
            table: {name: _kind(found) for name, found in types.items()}
            for table, types in self._current().types.items()
        }
        return inspect_tables(columns, self.read)

    def read(self, query: sa.Select[Any]) -> pl.DataFrame:
        """Return the rows of `query`.

        Raises:
            StoreError: the file cannot be opened, or DuckDB refuses the statement.
        """
        return run(self._current().connection, query)

    def hold(self, query: sa.Select[Any]) -> AbstractContextManager[Held]:
        """Copy the rows of `query` into memory, where they stay until there is no room.

        Raises:
            StoreError: DuckDB refuses the statement.
        """
        return self._current().holds.hold(query)

    def version(self) -> str:
        """Return the file's time of change.

        Raises:
            StoreError: there is no such file.
        """
        return f"{self.url}@{_stamp(self.path)[0]}"

    def _current(self) -> _Opened:
        stamp = _stamp(self.path)
        with self._lock:
            if self._opened is None or self._opened.stamp != stamp:
                self._opened = _open(self.path, stamp)
            return self._opened


def _stamp(path: Path) -> tuple[int, int]:
    if not path.is_file():
        raise StoreError(f"There is no file “{path}”. Give a .duckdb file, a folder or a database URL.")
    status = path.stat()
    return (status.st_mtime_ns, status.st_ino)


def _open(path: Path, stamp: tuple[int, int]) -> _Opened:
    connection = connected()
    literal = str(path).replace("'", "''")
    try:
        connection.execute(f"ATTACH '{literal}' AS origin (READ_ONLY)")
    except duckdb.Error as error:
        raise StoreError(f"“{path}” cannot be opened: {str(error).splitlines()[0]}") from error
    types = _types(connection)
    if "spans" not in types:
        raise StoreError(f"“{path}” has no table spans. It is not a Tidegauge store; import from it instead.")
    for name, table in TABLES.items():
        stored = types.get(name, {})
        columns = {**table.kinds, **{column: _kind(found) for column, found in stored.items()}}
        connection.execute(view(name, columns, stored, f"origin.main.{name}" if stored else None))
    return _Opened(stamp, connection, Holds(connection), types)


def _types(connection: duckdb.DuckDBPyConnection) -> Types:
    found: Types = {}
    query = (
        "SELECT table_name, column_name, data_type FROM information_schema.columns "
        "WHERE table_catalog = 'origin' AND table_schema = 'main'"
    )
    for table, column, kind in connection.execute(query).fetchall():
        if table in TABLES:
            found.setdefault(table, {})[column] = kind
    return found


_KINDS = {
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT"), Kind.INTEGER),
    **dict.fromkeys(("UTINYINT", "USMALLINT", "UINTEGER"), Kind.INTEGER),
    # Too wide for 64 bits with a sign.
    **dict.fromkeys(("UBIGINT", "HUGEINT", "UHUGEINT", "DOUBLE", "FLOAT", "DECIMAL"), Kind.NUMBER),
    **dict.fromkeys(("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"), Kind.TIME),
    "TIMESTAMP WITH TIME ZONE": Kind.TIME,
    "BOOLEAN": Kind.BOOLEAN,
}


def _kind(found: str) -> Kind:
    # DECIMAL(18,3) is a number, INTEGER[] is not.
    return _KINDS.get("DECIMAL" if found.startswith("DECIMAL(") else found, Kind.TEXT)
