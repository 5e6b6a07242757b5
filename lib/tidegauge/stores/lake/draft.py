"""One table of a lake while an import writes it: what is stored, plus what the next commit will add."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from tidegauge.schema.tables import Kind, Table
from tidegauge.stores.attribute_names import AttributeNames
from tidegauge.stores.lake.buffer import GONE, KEY, Buffer, attribute_kinds, by_day, joined
from tidegauge.stores.lake.columns import attribute_name, check_canonical, conform, promoted
from tidegauge.stores.lake.compaction import mergers
from tidegauge.stores.lake.keyed import keyed
from tidegauge.stores.lake.keys import DayKeys, Hashes, TableKeys
from tidegauge.stores.lake.manifest import Manifest
from tidegauge.stores.lake.revision import Revision, near
from tidegauge.stores.lake.table_parts import TableParts


class TableDraft:
    """The files and columns that a table will have after the commit."""

    def __init__(self, folder: Path, table: Table, manifest: Manifest, keys: TableKeys) -> None:
        """Start from what the manifest lists. `keys` are those that earlier drafts of the same writer have read."""
        self.table = table
        self.columns: dict[str, Kind] = {**table.kinds, **manifest.columns.get(table.name, {})}
        self.parts = TableParts(folder, table, manifest)
        self.rows = 0
        self.duplicates = 0
        self._names = AttributeNames(table.kinds, self._new_name)
        self._buffer = Buffer()
        self.revision = Revision(table, self.parts, self._buffer)
        self._keys = keys

    def append(self, frame: pl.DataFrame) -> None:
        """Take rows; those of the largest days go to disk when too many wait."""
        self._settle(self.revision.waiting.rest())
        for day, rows in by_day(self._prepared(frame), self.table.time):
            new = self._day_keys(day).fresh(rows[KEY].to_numpy())
            kept = int(new.sum())
            self.rows += kept
            self.duplicates += rows.height - kept
            self._buffer.append(day, rows.filter(new) if kept < rows.height else rows)
        self._write(self._buffer.overflow())

    def replace(self, frame: pl.DataFrame) -> None:
        """Take rows in place of those with the same key."""
        self._revise(self._prepared(frame).with_columns(pl.lit(value=False).alias(GONE)))

    def remove(self, keys: pl.DataFrame) -> None:
        """Take away the rows with these keys. Each is looked for near the day of its time."""
        named = conform(keys, {name: self.table.kinds[name] for name in (*self.table.key, self.table.time)})
        self._revise(keyed(named, self.table).with_columns(pl.lit(value=True).alias(GONE)))

    def clear(self, day: date) -> None:
        """Leave out every row of a day."""
        for part in self.parts.of(day):
            self.parts.drop(part)

    def put(self, day: date, frame: pl.DataFrame) -> None:
        """Write rows of a day as they come, with the names that they have."""
        self._write(iter([(day, [frame])]))
        self.rows += frame.height

    def finish(self) -> None:
        """Write the waiting rows and merge the small files of the days that were touched."""
        self._settle(self.revision.waiting.rest())
        self._write(self._buffer.rest())
        for name in self._names.valueless - self.columns.keys():
            self.columns[name] = Kind.TEXT
        self._compact()

    def _prepared(self, frame: pl.DataFrame) -> pl.DataFrame:
        check_canonical(self.table, frame)
        named = self._names.named(frame).with_columns(pl.col(self.table.time).cast(pl.Datetime("us")))
        return keyed(named, self.table)

    def _new_name(self, raw: str, claimed: Collection[str]) -> str:
        present = self.columns.keys() - self.table.kinds.keys()
        return attribute_name(raw, self.table.kinds, present, claimed)

    def _revise(self, frame: pl.DataFrame) -> None:
        """Let rows wait whose keys are there; the others are new, or gone already."""
        last = frame.unique(KEY, keep="last", maintain_order=True)
        for day, rows in by_day(last, self.table.time):
            found = rows[KEY].to_numpy()
            known = pl.Series(np.logical_or.reduce([self._day_keys(one).holds(found) for one in near(day)]))
            self.revision.append(day, rows.filter(known))
            self._add(day, rows.filter(~known & ~rows[GONE]).drop(GONE))
        self._settle(self.revision.waiting.overflow())
        self._write(self._buffer.overflow())

    def _settle(self, days: Iterator[tuple[date, list[pl.DataFrame]]]) -> None:
        for day, frames in days:
            replaced = self.revision.replaced
            rows, taken = self.revision.settled(day, frames)
            for other, keys in taken.items():
                self._day_keys(other).discard(keys)
            self._add(day, rows)
            self.rows -= self.revision.replaced - replaced

    def _add(self, day: date, rows: pl.DataFrame) -> None:
        self._day_keys(day).fresh(rows[KEY].to_numpy())
        self._buffer.append(day, rows)
        self.rows += rows.height

    def _write(self, days: Iterator[tuple[date, list[pl.DataFrame]]]) -> None:
        for day, frames in days:
            attributes = attribute_kinds(frames, self.table.kinds)
            self._widen(attributes)
            self.parts.stage(day, joined(frames, self.table.kinds | attributes))

    def _day_keys(self, day: date) -> DayKeys:
        return self._keys.of(day, self._present)

    def _present(self, day: date) -> Iterator[Hashes]:
        yield from map(self.parts.keys, self.parts.of(day))
        yield from self._buffer.keys(day)

    def _widen(self, attributes: Mapping[str, Kind]) -> None:
        for name, kind in attributes.items():
            self.columns[name] = promoted(self.columns.get(name, kind), kind)

    def _compact(self) -> None:
        for group in mergers(part for day in self.parts.touched for part in self.parts.of(day)):
            frames = [pl.read_parquet(part.where) for part in group]
            whole = joined(frames, self.table.kinds | attribute_kinds(frames, self.table.kinds))
            self.parts.stage(group[0].file.day, whole)
            for part in group:
                self.parts.drop(part, merged=True)
