"""The lake's writer: rows in, part files beside the old ones, one commit that makes them visible at once."""

from collections import defaultdict
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

import polars as pl

from tidegauge.errors import StoreError, unknown
from tidegauge.schema.tables import TABLES, Kind
from tidegauge.stores import lake_parts
from tidegauge.stores.lake_buffer import Buffer, attribute_kinds, joined
from tidegauge.stores.lake_columns import attribute_name, check_canonical, promoted
from tidegauge.stores.lake_compaction import Sized, mergers
from tidegauge.stores.lake_keys import DayKeys, hashes
from tidegauge.stores.lake_lock import writers_lock
from tidegauge.stores.lake_parts import Part
from tidegauge.stores.lake_quarantine import Quarantine
from tidegauge.stores.manifest import DataFile, ImportRecord, Manifest, load, save

_NAMED = {"scores": "name", "signals": "kind", "outcomes": "name"}


class LakeWriter:
    """Writes into the lake in `folder` while any number of readers go on reading what was committed before.

    Use as a context manager. Leaving it without `commit` publishes nothing. A killed process leaves the lake as
    the last commit left it. Raises StoreError on entry if another process is writing.
    """

    def __init__(self, folder: Path) -> None:
        """Name the lake; nothing is touched before the context is entered."""
        self.folder = folder
        self._held = ExitStack()

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._held.enter_context(writers_lock(self.folder))
        self.manifest = load(self.folder)
        lake_parts.empty_staging(self.folder)
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
        self._columns: dict[str, dict[str, Kind]] = {
            name: {**table.kinds, **self.manifest.columns.get(name, {})} for name, table in TABLES.items()
        }
        self._aliases: dict[str, str] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._seen: dict[str, set[str]] = {name: set() for name in _NAMED}
        self._buffers: defaultdict[str, Buffer] = defaultdict(Buffer)
        self._keys: dict[tuple[str, date], DayKeys] = {}
        self._parts: dict[str, list[Part]] = {name: [] for name in TABLES}
        self._rows: dict[str, int] = {}
        self._duplicates = 0
        self._written = 0

    def append(self, table: str, frame: pl.DataFrame) -> None:
        """Add rows to `table`. Columns beyond the canonical ones become attributes.

        A row whose key the day already holds is dropped and counted as a duplicate. Raises StoreError for an
        unknown table or a required column without a value.
        """
        if table not in TABLES:
            raise StoreError(unknown("table", table, TABLES))
        if frame.is_empty():
            return
        check_canonical(TABLES[table], frame)
        frame = self._named(table, frame).with_columns(pl.col(TABLES[table].time).cast(pl.Datetime("us")))
        if table in _NAMED:
            self._seen[table] |= set(frame[_NAMED[table]].unique())
        self._buffers[table].append(frame, TABLES[table].time)
        for day, frames in self._buffers[table].overflow():
            self._write(table, day, frames)

    def alias(self, names: Mapping[str, str]) -> None:
        """Remember the names {at the origin: canonical field} that columns were imported under."""
        self._aliases.update(names)

    def commit(self, record: ImportRecord) -> ImportRecord:
        """Publish everything appended so far and return `record` with the counts of what was kept and dropped."""
        for table, buffer in self._buffers.items():
            for day, frames in buffer.rest():
                self._write(table, day, frames)
        record = replace(record, kept=sum(self._rows.values()), duplicates=self._duplicates, rows=self._rows)
        if path := record.quarantine_path:
            self.quarantine.publish(self.folder / path)
        self._publish(record)
        self._start()
        return record

    def _named(self, table: str, frame: pl.DataFrame) -> pl.DataFrame:
        """Give attributes their stored names. A column without any value says nothing about its kind: it waits."""
        canonical = TABLES[table].kinds
        empty = [name for name, dtype in frame.schema.items() if dtype == pl.Null and name not in canonical]
        for raw in frame.columns:
            if raw not in canonical and (table, raw) not in self._names:
                claimed = {name for (owner, _), name in self._names.items() if owner == table}
                present = self._columns[table].keys() - canonical.keys()
                self._names[table, raw] = attribute_name(raw, canonical, present, claimed)
        return frame.drop(empty).rename({raw: self._names.get((table, raw), raw) for raw in frame.columns if raw not in empty})

    def _write(self, table: str, day: date, frames: list[pl.DataFrame]) -> None:
        canonical = TABLES[table].kinds
        attributes = attribute_kinds(frames, canonical)
        frame = joined(frames, canonical | attributes)
        new = self._day_keys(table, day).fresh(hashes(frame, TABLES[table].key))
        self._duplicates += int((~new).sum())
        if new.any():
            self._widen(table, attributes)
            self._rows[table] = self._rows.get(table, 0) + int(new.sum())
            self._stage(table, day, frame.filter(pl.Series(new)))

    def _day_keys(self, table: str, day: date) -> DayKeys:
        if (table, day) not in self._keys:
            stored = (self.folder / file.path for file in self.manifest.files(table) if file.day == day)
            self._keys[table, day] = DayKeys(stored, TABLES[table].key)
        return self._keys[table, day]

    def _widen(self, table: str, attributes: Mapping[str, Kind]) -> None:
        known = self._columns[table]
        for name, kind in attributes.items():
            known[name] = promoted(known.get(name, kind), kind)

    def _stage(self, table: str, day: date, frame: pl.DataFrame) -> None:
        name = f"v{self.manifest.version + 1:06d}-{self._written:04d}.parquet"
        self._written += 1
        part = lake_parts.write_part(self.folder, table, day, name, frame, TABLES[table].time)
        self._parts[table].append(part)

    def _publish(self, record: ImportRecord) -> None:
        retired = [file for table in TABLES for file in self._compact(table)]
        lake_parts.publish_parts(self.folder, (part for parts in self._parts.values() for part in parts))
        lake_parts.retire(self.folder, retired)
        manifest = self._next(record, {file.path for file in retired})
        save(manifest, self.folder)
        self.manifest = manifest

    def _compact(self, table: str) -> list[DataFile]:
        """Merge small files; return the listed ones that the merged ones replace."""
        listed, staged = self.manifest.files(table), {part.file.path: part for part in self._parts[table]}
        days = {part.file.day for part in staged.values()}
        replaced = []
        for group in list(mergers(self._sized(listed, staged.values(), days))):
            self._parts[table] = [part for part in self._parts[table] if part not in group]
            replaced += [sized.file for sized in group if sized.file.path not in staged]
        return replaced

    def _next(self, record: ImportRecord, retired: set[str]) -> Manifest:
        return self.manifest
