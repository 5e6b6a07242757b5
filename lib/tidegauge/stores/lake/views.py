"""The tables of a lake as DuckDB views over its part files."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from tidegauge.stores.duckdb.views import view
from tidegauge.stores.lake.manifest import DataFile, Manifest


def create_view(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    manifest: Manifest,
    name: str,
    files: Iterable[DataFile] | None = None,
) -> None:
    """Make the view of a table over `files` of it, all of them where none are given.

    Raises:
        duckdb.Error: a file is gone or damaged.
    """
    kinds = manifest.columns[name]
    source = _source(folder, manifest.files(name) if files is None else files)
    stored = _described(connection, source) if source else {}
    connection.execute(view(name, kinds, stored, source))


def _source(folder: Path, files: Iterable[DataFile]) -> str | None:
    paths = ", ".join("'" + str(folder / file.path).replace("'", "''") + "'" for file in files)
    return f"read_parquet([{paths}], union_by_name = true, hive_partitioning = false)" if paths else None


def _described(connection: duckdb.DuckDBPyConnection, source: str) -> dict[str, str]:
    found = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()  # noqa: S608  paths are ours
    return {row[0]: row[1] for row in found}
