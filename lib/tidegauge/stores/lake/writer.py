"""The lake's writer: rows in, part files beside the old ones, one commit that makes them visible at once."""

import time
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

import polars as pl

from tidegauge.errors import StoreError, unknown
from tidegauge.schema.tables import TABLES
from tidegauge.stores._writer import Writer
from tidegauge.stores.days.kept import forget
from tidegauge.stores.lake import parts as lake_parts
from tidegauge.stores.lake.days import FOLDER
from tidegauge.stores.lake.draft import TableDraft
from tidegauge.stores.lake.keys import TableKeys
from tidegauge.stores.lake.lock import writers_lock
from tidegauge.stores.lake.manifest import ImportRecord, Manifest, load, save
from tidegauge.stores.lake.quarantine import Quarantine

_NAMED = {"scores": "name", "signals": "kind", "outcomes": "name"}


class LakeWriter(Writer):
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
                "Name a folder that you may write to, such as ./tidegauge-data/lake."
            ) from None
        self.manifest = load(self.folder)
        self._keys = {name: TableKeys() for name in TABLES}
        self._sweep()
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        lake_parts.empty_staging(self.folder)
        self._held.close()

    @property
    def imports(self) -> tuple[ImportRecord, ...]:
        """What was committed before, oldest first."""
        return self.manifest.imports

    @property
    def marks(self) -> Mapping[str, int]:
        """How far copies of other stores have come, by name."""
        return self.manifest.marks

    def append(self, table: str, frame: pl.DataFrame) -> None:
        """Add rows to `table`. Columns beyond the canonical ones become attributes.

        A row whose key the day already holds is dropped and counted as a duplicate. Raises StoreError for an
        unknown table or a required column without a value.
        """
        draft = self._draft(table)
        if frame.height:
            draft.append(frame)
            self._see(table, frame)

    def replace(self, table: str, frame: pl.DataFrame, gone: pl.DataFrame | None = None) -> None:
        """Add rows in place of those with the same key; take away the rows whose keys are in `gone`.

        The older row is looked for in the day of the newer one's time, the day before and the day after. A row that
        is there just so is left where it is, and counted as a duplicate.
        """
        draft = self._draft(table)
        if gone is not None and gone.height:
            draft.remove(gone)
        if frame.height:
            draft.replace(frame)
            self._see(table, frame)

    def put(self, table: str, day: date, frames: Iterable[pl.DataFrame]) -> None:
        """Let a day of `table` hold these rows and no others. They come as another store has them: no key is looked at.

        Not for a table to which rows are appended by the same writer.
        """
        draft = self._draft(table)
        draft.clear(day)
        for frame in frames:
            if frame.height:
                draft.put(day, frame)
                self._see(table, frame)

    def alias(self, names: Mapping[str, str]) -> None:
        """Remember the names {at the origin: canonical field} that columns were imported under."""
        self._aliases |= names

    def mark(self, name: str, place: int) -> None:
        """Remember with the next commit how far the copy called `name` has come."""
        self._marks[name] = place

    def commit(self, record: ImportRecord) -> ImportRecord:
        """Publish everything since the last commit; return `record` with the counts of what was kept and dropped.

        A record with the batch of an earlier one is added to that one. If nothing else is new, nothing is published.
        """
        drafts = self._drafts.values()
        for draft in drafts:
            draft.finish()
        rows = {draft.table.name: draft.rows for draft in drafts if draft.rows}
        record = replace(
            record,
            kept=sum(rows.values()),
            duplicates=sum(draft.duplicates + draft.revision.unchanged for draft in drafts),
            rows=rows,
            replaced={one.table.name: one.revision.replaced for one in drafts if one.revision.replaced},
            removed={one.table.name: one.revision.removed for one in drafts if one.revision.removed},
        )
        self._publish(record)
        if time.monotonic() - self._swept > lake_parts.GRACE_SECONDS:
            self._sweep()
        self._start()
        return record

    def _start(self) -> None:
        self.quarantine = Quarantine(self.folder / lake_parts.STAGING / "quarantine.parquet")
        self._drafts = {
            name: TableDraft(self.folder, table, self.manifest, self._keys[name])
            for name, table in TABLES.items()
        }
        self._aliases = dict(self.manifest.aliases)
        self._marks = dict(self.manifest.marks)
        self._seen = {name: set(getattr(self.manifest, name)) for name in _NAMED}

    def _sweep(self) -> None:
        lake_parts.sweep(self.folder, self.manifest)
        self._swept = time.monotonic()

    def _draft(self, table: str) -> TableDraft:
        if table not in TABLES:
            raise StoreError(unknown("table", table, TABLES))
        return self._drafts[table]

    def _see(self, table: str, frame: pl.DataFrame) -> None:
        if table in _NAMED:
            self._seen[table] |= set(frame[_NAMED[table]].unique())

    def _publish(self, record: ImportRecord) -> None:
        """Put every file in its place first, the manifest last: before it nothing of this is visible."""
        earlier = next((one for one in self.imports if one.batch == record.batch), None)
        following = self._following(earlier.plus(record) if earlier else record)
        if earlier and not record.quarantined and _same(following, self.manifest):
            return
        if record.quarantine_path:
            already = earlier.quarantined if earlier else 0
            self.quarantine.publish(self.folder / record.quarantine_path, already)
        drafts = self._drafts.values()
        lake_parts.publish_parts(self.folder, [part for draft in drafts for part in draft.parts.staged])
        lake_parts.retire(part for draft in drafts for part in draft.parts.retired)
        self.manifest = following
        save(self.manifest, self.folder)
        forget(self.folder / FOLDER, self._drafts["spans"].parts.lost)

    def _following(self, record: ImportRecord) -> Manifest:
        drafts = self._drafts.values()
        return replace(
            self.manifest,
            version=self.manifest.version + 1,
            tables={draft.table.name: draft.parts.files() for draft in drafts},
            columns={draft.table.name: draft.columns for draft in drafts},
            aliases=self._aliases,
            imports=(*(one for one in self.imports if one.batch != record.batch), record),
            scores=tuple(sorted(self._seen["scores"])),
            signals=tuple(sorted(self._seen["signals"])),
            outcomes=tuple(sorted(self._seen["outcomes"])),
            marks=self._marks,
        )


def _same(following: Manifest, manifest: Manifest) -> bool:
    """Return whether a manifest says nothing new but that an import was repeated."""
    return replace(following, version=manifest.version, imports=manifest.imports) == manifest


def write_frames(folder: Path, frames: Mapping[str, pl.DataFrame], record: ImportRecord) -> ImportRecord:
    """Write {table: rows} into the lake in `folder` as one commit."""
    with LakeWriter(folder) as lake:
        for table, frame in frames.items():
            lake.append(table, frame)
        return lake.commit(record)
