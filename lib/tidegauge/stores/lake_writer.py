"""The lake's writer: rows in, part files beside the old ones, one commit that makes them visible at once."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

import polars as pl

from tidegauge.errors import StoreError, unknown
from tidegauge.schema.tables import TABLES
from tidegauge.stores import lake_parts
from tidegauge.stores.lake_draft import TableDraft
from tidegauge.stores.lake_lock import writers_lock
from tidegauge.stores.lake_quarantine import Quarantine
from tidegauge.stores.manifest import DataFile, ImportRecord, Manifest, load, save

_NAMED = {"scores": "name", "signals": "kind", "outcomes": "name"}


class LakeWriter:
    """Writes into the lake in `folder` while any number of readers go on reading what was committed before.

    Use as a context manager. Leaving it without `commit` publishes nothing. A killed process leaves the lake as
    the last commit left it. Raises StoreError on entry if another process is writing.
    """

    manifest: Manifest
    quarantine: Quarantine

    def __init__(self, folder: Path) -> None:
        """Name the lake; nothing is touched before the context is entered."""
        self.folder = folder
        self._held = ExitStack()

    def __enter__(self) -> Self:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._held.enter_context(writers_lock(self.folder))
            lake_parts.empty_staging(self.folder)
        except OSError as error:
            self._held.close()
            raise StoreError(
                f"Nothing can be written to the store “{self.folder}”: {error.strerror or error}. "
                "Name a folder that you may write to: --store ./tidegauge-data/lake"
            ) from None
        self.manifest = load(self.folder)
        lake_parts.sweep(self.folder, self.manifest)
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        lake_parts.empty_staging(self.folder)
        self._held.close()

    def _start(self) -> None:
        self.quarantine = Quarantine(self.folder / lake_parts.STAGING / "quarantine.parquet")
        self._drafts = {name: TableDraft(self.folder, table, self.manifest) for name, table in TABLES.items()}
        self._aliases = dict(self.manifest.aliases)
        self._seen = {name: set(getattr(self.manifest, name)) for name in _NAMED}

    def append(self, table: str, frame: pl.DataFrame) -> None:
        """Add rows to `table`. Columns beyond the canonical ones become attributes.

        A row whose key the day already holds is dropped and counted as a duplicate. Raises StoreError for an
        unknown table or a required column without a value.
        """
        if table not in TABLES:
            raise StoreError(unknown("table", table, TABLES))
        if frame.is_empty():
            return
        self._drafts[table].append(frame)
        if table in _NAMED:
            self._seen[table] |= set(frame[_NAMED[table]].unique())

    def alias(self, names: Mapping[str, str]) -> None:
        """Remember the names {at the origin: canonical field} that columns were imported under."""
        self._aliases |= names

    def commit(self, record: ImportRecord) -> ImportRecord:
        """Publish everything appended so far and return `record` with the counts of what was kept and dropped."""
        drafts = self._drafts.values()
        for draft in drafts:
            draft.finish()
        rows = {draft.table.name: draft.rows for draft in drafts if draft.rows}
        duplicates = sum(draft.duplicates for draft in drafts)
        record = replace(record, kept=sum(rows.values()), duplicates=duplicates, rows=rows)
        self._publish(record)
        self._start()
        return record

    def _publish(self, record: ImportRecord) -> None:
        """Put every file in its place first, the manifest last: before it nothing of this is visible."""
        if path := record.quarantine_path:
            self.quarantine.publish(self.folder / path)
        lake_parts.publish_parts(
            self.folder, (part for draft in self._drafts.values() for part in draft.parts)
        )
        lake_parts.retire(part for draft in self._drafts.values() for part in draft.retired)
        self.manifest = self._next(record)
        save(self.manifest, self.folder)

    def _next(self, record: ImportRecord) -> Manifest:
        drafts = self._drafts.values()
        return replace(
            self.manifest,
            version=self.manifest.version + 1,
            tables={draft.table.name: _files(draft) for draft in drafts},
            columns={draft.table.name: draft.columns for draft in drafts},
            aliases=self._aliases,
            imports=(*self.manifest.imports, record),
            scores=tuple(sorted(self._seen["scores"])),
            signals=tuple(sorted(self._seen["signals"])),
            outcomes=tuple(sorted(self._seen["outcomes"])),
        )


def _files(draft: TableDraft) -> tuple[DataFile, ...]:
    retired = {part.file.path for part in draft.retired}
    files = [file for file in draft.stored if file.path not in retired]
    files += [part.file for part in draft.parts]
    return tuple(sorted(files, key=lambda file: (file.day, file.first, file.path)))


def write_frames(folder: Path, frames: Mapping[str, pl.DataFrame], record: ImportRecord) -> ImportRecord:
    """Write {table: rows} into the lake in `folder` as one commit."""
    with LakeWriter(folder) as lake:
        for table, frame in frames.items():
            lake.append(table, frame)
        return lake.commit(record)
