"""One table of a lake while an import writes it: what is stored, plus what the next commit will add."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl

from tidegauge.schema.tables import Kind, Table
from tidegauge.stores.lake_buffer import Buffer, attribute_kinds, joined
from tidegauge.stores.lake_columns import attribute_name, check_canonical, promoted
from tidegauge.stores.lake_compaction import mergers
from tidegauge.stores.lake_keys import DayKeys, hashes
from tidegauge.stores.lake_parts import Part, stored_part, write_part
from tidegauge.stores.manifest import Manifest


class TableDraft:
    """The files and columns that a table will have after the commit."""

    def __init__(self, folder: Path, table: Table, manifest: Manifest) -> None:
        """Start from what the manifest lists."""
        self.table = table
        self.stored = manifest.files(table.name)
        self.columns: dict[str, Kind] = {**table.kinds, **manifest.columns.get(table.name, {})}
        self.parts: list[Part] = []
        self.retired: list[Part] = []
        self.rows = 0
        self.duplicates = 0
        self._folder = folder
        self._version = manifest.version + 1
        self._written = 0
        self._names: dict[str, str] = {}
        self._valueless: set[str] = set()
        self._buffer = Buffer()
        self._keys: dict[date, DayKeys] = {}

    def append(self, frame: pl.DataFrame) -> None:
        """Take rows; those of the largest days go to disk when too many wait."""
        check_canonical(self.table, frame)
        frame = self._named(frame).with_columns(pl.col(self.table.time).cast(pl.Datetime("us")))
        self._buffer.append(frame, self.table.time)
        for day, frames in self._buffer.overflow():
            self._write(day, frames)

    def finish(self) -> None:
        """Write the waiting rows and merge the small files of the days that were touched."""
        for day, frames in self._buffer.rest():
            self._write(day, frames)
        for name in self._valueless - self.columns.keys():
            self.columns[name] = Kind.TEXT
        self._compact()

    def _named(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Give attributes their stored names; a column without any value says nothing about its kind, so it goes."""
        raw = [name for name in frame.columns if name not in self.table.kinds]
        for name in raw:
            self._names[name] = self._names.get(name) or self._new_name(name)
        empty = [name for name in raw if frame.schema[name] == pl.Null]
        self._valueless |= {self._names[name] for name in empty}
        return frame.drop(empty).rename({name: self._names[name] for name in raw if name not in empty})

    def _new_name(self, raw: str) -> str:
        present = self.columns.keys() - self.table.kinds.keys()
        return attribute_name(raw, self.table.kinds, present, self._names.values())

    def _write(self, day: date, frames: list[pl.DataFrame]) -> None:
        attributes = attribute_kinds(frames, self.table.kinds)
        frame = joined(frames, self.table.kinds | attributes)
        new = self._day_keys(day).fresh(hashes(frame, self.table.key))
        kept = int(new.sum())
        self.duplicates += frame.height - kept
        self.rows += kept
        if kept:
            self._widen(attributes)
            self.parts.append(self._stage(day, frame.filter(pl.Series(new))))

    def _day_keys(self, day: date) -> DayKeys:
        if day not in self._keys:
            stored = (self._folder / file.path for file in self.stored if file.day == day)
            self._keys[day] = DayKeys(stored, self.table.key)
        return self._keys[day]

    def _widen(self, attributes: Mapping[str, Kind]) -> None:
        for name, kind in attributes.items():
            self.columns[name] = promoted(self.columns.get(name, kind), kind)

    def _stage(self, day: date, frame: pl.DataFrame) -> Part:
        name = f"v{self._version:06d}-{self._written:04d}.parquet"
        self._written += 1
        return write_part(self._folder, self.table, day, name, frame.sort(self.table.time))

    def _compact(self) -> None:
        touched = {part.file.day for part in self.parts}
        stored = [stored_part(self._folder, file) for file in self.stored if file.day in touched]
        for group in mergers(stored + self.parts):
            self.parts = [part for part in self.parts if part not in group] + [self._merge(group)]
            self.retired += [part for part in group if not part.staged]

    def _merge(self, group: tuple[Part, ...]) -> Part:
        return self._stage(group[0].file.day, self._read(group))

    def _read(self, group: tuple[Part, ...]) -> pl.DataFrame:
        frames = [pl.read_parquet(part.where) for part in group]
        return joined(frames, self.table.kinds | attribute_kinds(frames, self.table.kinds))
