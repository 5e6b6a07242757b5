"""Some hours of a lake in DuckDB's memory, under the names of its tables."""

import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import sqlalchemy as sa
from sqlalchemy.sql import visitors

from tidegauge.filters import Window
from tidegauge.schema.tables import TABLES
from tidegauge.stores.duckdb.engine import connected, refused, run
from tidegauge.stores.duckdb.views import quoted
from tidegauge.stores.lake.manifest import DataFile, Manifest
from tidegauge.stores.lake.views import create_view

WIDE = 64
"""Bytes of a value from which on a column stays in its files: texts are most of the bytes, and asked for once."""
_FILES, _MEMORY = "files", "main"
_OF_SPANS = {"scores", "signals", "outcomes"}


class Hours:
    """The spans of some windows, with `calls` only calls of the model, and what is said of them.

    A table is read when the first question names it. Questions about wide columns read the files that hold the windows.
    Safe to share between threads.
    """

    def __init__(self, folder: Path, manifest: Manifest, windows: Sequence[Window], *, calls: bool) -> None:
        self._folder = folder
        self._manifest = manifest
        self._windows = tuple(windows)
        self._calls = calls
        self._lock = threading.Lock()
        self._made: set[tuple[str, str]] = set()

    def holds(self, windows: Sequence[Window], *, calls: bool) -> bool:
        """Return whether questions about these windows can be answered."""
        return calls == self._calls and all(
            any(own.start <= one.start and one.end <= own.end for own in self._windows) for one in windows
        )

    def read(self, query: sa.Select[Any]) -> pl.DataFrame:
        """Return the rows of a query about spans of the windows. What it says of any other is not to be relied on.

        Raises:
            StoreError: DuckDB refuses the statement, or a file of the lake is gone or damaged.
        """
        named = {
            one.name for one in visitors.iterate(query) if isinstance(one, sa.TableClause | sa.ColumnClause)
        }
        with self._lock, refused():
            schema = _FILES if named & self._wide else _MEMORY
            # Spans come first: what is said of them is found by them.
            for name in ("spans", *sorted(named & TABLES.keys() - {"spans"})):
                self._make(schema, name)
        return run(self._connection, query, schema)

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        connection = connected()
        connection.execute("SET parquet_metadata_cache = true")
        connection.execute(f"CREATE SCHEMA {_FILES}")
        return connection

    @cached_property
    def _wide(self) -> set[str]:
        """The columns of spans whose values take many bytes."""
        found = self._connection.execute(
            "SELECT path_in_schema FROM parquet_metadata(?) GROUP BY 1 "
            "HAVING sum(total_uncompressed_size) > ? * sum(num_values)",
            [[str(self._folder / file.path) for file in self._parts], WIDE],
        ).fetchall()
        return {name for (name,) in found}

    @cached_property
    def _parts(self) -> list[DataFile]:
        return [
            file
            for file in self._manifest.files("spans")
            if any(file.first < one.end and one.start <= file.newest for one in self._windows)
        ]

    def _make(self, schema: str, name: str) -> None:
        if (schema, name) in self._made:
            return
        if schema == _FILES:
            self._view(name)
        else:
            self._make(_FILES, name)
            self._copy(name)
        self._made.add((schema, name))

    def _view(self, name: str) -> None:
        self._connection.execute(f"SET schema = '{_FILES}'")
        files = self._parts if name == "spans" else None
        create_view(self._connection, self._folder, self._manifest, name, files)

    def _copy(self, name: str) -> None:
        columns, where = "*", "true"
        if name == "spans":
            kept = (one for one in self._manifest.columns[name] if one not in self._wide)
            columns, where = ", ".join(map(quoted, kept)), self._within()
        elif name in _OF_SPANS:
            where = f"span_id IN (SELECT span_id FROM {_MEMORY}.spans)"  # noqa: S608  a name of ours
        self._connection.execute(
            f"CREATE TABLE {_MEMORY}.{name} AS SELECT {columns} FROM {_FILES}.{name} WHERE {where}"  # noqa: S608  quoted
        )

    def _within(self) -> str:
        times = " OR ".join(
            f"start_time >= '{one.start.isoformat()}' AND start_time < '{one.end.isoformat()}'"
            for one in self._windows
        )
        return f"({times}) AND kind = 'model'" if self._calls else times
