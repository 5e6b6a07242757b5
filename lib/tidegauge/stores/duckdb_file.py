"""A `.duckdb` file with the canonical tables, opened read-only."""

from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import sqlalchemy as sa

from tidegauge.errors import StoreError
from tidegauge.schema.catalog import Catalog
from tidegauge.schema.tables import TABLES, Kind
from tidegauge.stores._store import Store
from tidegauge.stores.duckdb_engine import run
from tidegauge.stores.inspection import inspect_tables

_KINDS = {
    "VARCHAR": Kind.TEXT,
    "BOOLEAN": Kind.BOOLEAN,
    "DOUBLE": Kind.NUMBER,
    "FLOAT": Kind.NUMBER,
    "TIMESTAMP": Kind.TIME,
    "TIMESTAMP_NS": Kind.TIME,
}


class DuckDBFile(Store):
    """A DuckDB file. DuckDB admits no reader beside a writing process: for that, use a lake."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.url = str(path)

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        if not self.path.is_file():
            raise StoreError(
                f"There is no file “{self.path}”. Give a .duckdb file, a folder or a database URL."
            )
        try:
            connection = duckdb.connect(str(self.path), read_only=True)
        except duckdb.Error as error:
            raise StoreError(f"“{self.path}” cannot be opened: {str(error).splitlines()[0]}") from error
        if "spans" not in _columns(connection):
            raise StoreError(
                f"“{self.path}” has no table spans. It is not a Tidegauge store; import from it instead."
            )
        return connection

    def catalog(self) -> Catalog:
        """Return what the file's tables hold."""
        return inspect_tables(_columns(self._connection), self.read)

    def read(self, query: sa.Select[Any]) -> pl.DataFrame:
        """Return the rows of `query`.

        Raises:
            StoreError: the file cannot be opened, or DuckDB refuses the statement.
        """
        return run(self._connection, query)

    def version(self) -> str:
        """Return the file's time of change."""
        return f"{self.url}@{self.path.stat().st_mtime_ns}"


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, Kind]]:
    found: dict[str, dict[str, Kind]] = {}
    query = "SELECT table_name, column_name, data_type FROM information_schema.columns"
    for table, column, kind in connection.execute(query).fetchall():
        if table in TABLES:
            found.setdefault(table, {})[column] = _KINDS.get(kind, _number(kind))
    return found


def _number(kind: str) -> Kind:
    if "INT" in kind:
        return Kind.INTEGER
    return Kind.NUMBER if kind.startswith("DECIMAL") else Kind.TEXT
