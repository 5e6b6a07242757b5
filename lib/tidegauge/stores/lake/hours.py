"""Some hours of a lake in DuckDB's memory."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import duckdb

from tidegauge.filters import Window
from tidegauge.stores.duckdb.hours import MEMORY, OF_SPANS, Hours, names_any, within_sql
from tidegauge.stores.duckdb.views import quoted
from tidegauge.stores.lake.manifest import DataFile, Manifest
from tidegauge.stores.lake.views import create_view

WIDE = 64
"""Bytes of a value from which on a column stays in its files: texts are most of the bytes, and asked for once."""
_FILES = "files"


class LakeHours(Hours):
    """Hours of one published state of a lake. Questions about wide columns read the files that hold the windows."""

    def __init__(self, folder: Path, manifest: Manifest, windows: Sequence[Window], *, calls: bool) -> None:
        super().__init__(windows, calls=calls)
        self._folder = folder
        self._manifest = manifest

    def _opened(self) -> duckdb.DuckDBPyConnection:
        connection = super()._opened()
        connection.execute("SET parquet_metadata_cache = true")
        connection.execute(f"CREATE SCHEMA {_FILES}")
        return connection

    def _place(self, told: str) -> str:
        return _FILES if names_any(told, self._wide) else MEMORY

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
            if any(file.first < one.end and one.start <= file.newest for one in self.windows)
        ]

    def _make(self, schema: str, name: str) -> None:
        if schema == _FILES:
            self._view(name)
        else:
            self._make_once(_FILES, name)
            self._copy(name)

    def _view(self, name: str) -> None:
        self._connection.execute(f"SET schema = '{_FILES}'")
        files = self._parts if name == "spans" else None
        create_view(self._connection, self._folder, self._manifest, name, files)

    def _copy(self, name: str) -> None:
        columns, where = "*", "true"
        if name == "spans":
            kept = (one for one in self._manifest.columns[name] if one not in self._wide)
            columns, where = ", ".join(map(quoted, kept)), within_sql(self.windows)
            where = f"({where}) AND kind = 'model'" if self.calls else where
        elif name in OF_SPANS:
            where = f"span_id IN (SELECT span_id FROM {MEMORY}.spans)"  # noqa: S608  a name of ours
        self._connection.execute(
            f"CREATE TABLE {MEMORY}.{name} AS SELECT {columns} FROM {_FILES}.{name} WHERE {where}"  # noqa: S608  quoted
        )
