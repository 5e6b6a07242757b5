"""The embedded lake: a folder of day-partitioned Parquet files that DuckDB reads through views."""

import threading
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import sqlalchemy as sa

from tidegauge.errors import StoreError
from tidegauge.filters import Window
from tidegauge.schema.catalog import Catalog
from tidegauge.schema.tables import TABLES
from tidegauge.stores._store import Held, Store
from tidegauge.stores.days.answers import DayAnswers
from tidegauge.stores.days.kept import KeptFrames
from tidegauge.stores.duckdb.engine import compiled, connected, run
from tidegauge.stores.duckdb.holds import Holds
from tidegauge.stores.inspection import Read, judges, last_versions, versions_by_day
from tidegauge.stores.lake import manifest as manifests
from tidegauge.stores.lake.days import FOLDER, LakeDays
from tidegauge.stores.lake.manifest import ImportRecord, Manifest
from tidegauge.stores.lake.nearby import nearby
from tidegauge.stores.lake.views import create_view
from tidegauge.stores.own_records import LONGEST, SHOWN

LARGE = 500_000
"""Spans of a lake from which on what was counted of its days is kept: a smaller one is counted as quickly as it is read."""


@dataclass(frozen=True)
class _Snapshot:
    """One published state of the lake. Readers that hold it go on reading it while an import publishes the next."""

    stamp: tuple[int, int]
    manifest: Manifest
    connection: duckdb.DuckDBPyConnection
    holds: Holds
    days: DayAnswers
    versions: dict[str, str]
    rejudged: frozenset[str]
    unjudged: frozenset[str]


class Lake(Store):
    """A lake, opened for reading. Any number of processes may read while one imports."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = str(folder)
        self._lock = threading.Lock()
        self._snapshot: _Snapshot | None = None

    @property
    def product(self) -> str:
        """A Parquet lake."""
        return "Parquet lake"

    @property
    def imports(self) -> tuple[ImportRecord, ...]:
        """What was imported, oldest first."""
        return self._current().manifest.imports

    def catalog(self) -> Catalog:
        """Return what the newest published manifest lists."""
        current = self._current()
        manifest = current.manifest
        spans = manifest.files("spans")
        return Catalog(
            columns=manifest.columns,
            scores=manifest.scores,
            signals=manifest.signals,
            outcomes=manifest.outcomes,
            aliases=manifest.aliases,
            rows={name: manifest.rows(name) for name in TABLES},
            versions=current.versions,
            rejudged=current.rejudged,
            unjudged=current.unjudged,
            first=min((file.first for file in spans), default=None),
            newest=max((file.newest for file in spans), default=None),
        )

    def read(self, query: sa.Select[Any]) -> pl.DataFrame:
        """Return the rows of `query` from one published state.

        Raises:
            StoreError: DuckDB refuses the statement, or a file of the lake is gone or damaged.
        """
        return run(self._current().connection, query)

    def hold(self, query: sa.Select[Any]) -> AbstractContextManager[Held]:
        """Copy the rows of `query` into memory, where they stay until there is no room.

        Raises:
            StoreError: DuckDB refuses the statement.
        """
        return self._current().holds.hold(query)

    @property
    def days(self) -> DayAnswers | None:
        """What keeps the answers of days, where the lake is large."""
        current = self._current()
        return current.days if current.manifest.rows("spans") >= LARGE else None

    def quarantined(self, batch: str, most: int) -> pl.DataFrame:
        """Return rows that an import could not use, in the order of its file."""
        record = next((record for record in self.imports if record.batch == batch), None)
        path = self.folder / (record.quarantine_path or "") if record else self.folder
        if not path.is_file():
            return pl.DataFrame()
        value = pl.col("value").str.slice(0, LONGEST)
        return pl.scan_parquet(path).select(SHOWN).with_columns(value).head(most).collect()

    def version(self) -> str:
        """Return the number of the newest published manifest."""
        return f"{self.url}@{self._current().manifest.version}"

    def manifest(self) -> Manifest:
        """Return the newest published manifest: files, imports, quarantine."""
        return self._current().manifest

    def _current(self) -> _Snapshot:
        stamp = _stamp(self.folder)
        with self._lock:
            if stamp == _NOTHING and self._snapshot is not None and self._snapshot.stamp != _NOTHING:
                raise StoreError(f"The lake {self.folder} was here, and is not there any more.")
            if self._snapshot is None or self._snapshot.stamp != stamp:
                self._snapshot = _opened(self.folder, stamp)
            return self._snapshot


_NOTHING = (0, 0)
"""The stamp of a lake into which nothing was imported yet."""


def _stamp(folder: Path) -> tuple[int, int]:
    try:
        status = (folder / manifests.NAME).stat()
    except FileNotFoundError:
        return _NOTHING
    return (status.st_mtime_ns, status.st_ino)


def _opened(folder: Path, stamp: tuple[int, int]) -> _Snapshot:
    manifest = manifests.load(folder)
    connection = _connect(folder, manifest)
    read = partial(run, connection)
    marks, near = LakeDays(folder, manifest), nearby(folder, manifest)
    days = DayAnswers(KeptFrames(folder / FOLDER), marks, read, _told, near.read)
    return _Snapshot(
        stamp, manifest, connection, Holds(connection), days, _versions(manifest, days, read), *judges(read)
    )


def _versions(manifest: Manifest, days: DayAnswers, read: Read) -> dict[str, str]:
    files = manifest.files("spans")
    if manifest.rows("spans") < LARGE:
        return last_versions(read)
    whole = Window(
        min(one.first for one in files), max(one.newest for one in files) + timedelta(microseconds=1)
    )
    return versions_by_day(lambda question: days.answer(question, [whole])[0])


def _told(query: sa.Select[Any]) -> str:
    return repr(compiled(query))


def _connect(folder: Path, manifest: Manifest) -> duckdb.DuckDBPyConnection:
    connection = connected()
    connection.execute("SET parquet_metadata_cache = true")
    for name in TABLES:
        try:
            create_view(connection, folder, manifest, name)
        except duckdb.Error as error:
            raise StoreError(f"The lake {folder} cannot be read: {str(error).splitlines()[0]}") from error
    return connection
