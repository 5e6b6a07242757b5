"""The part files of one table while an import writes it: those that are stored, staged, and left behind."""

from collections import defaultdict
from datetime import date
from pathlib import Path

import polars as pl

from tidegauge.schema.tables import Table
from tidegauge.stores.lake.keys import Hashes, hashes
from tidegauge.stores.lake.manifest import DataFile, Manifest
from tidegauge.stores.lake.parts import Part, order, stored_part, write_part


class TableParts:
    """What the next manifest will list. `staged` are new, `retired` are those that it lists no longer.

    `lost` are the days that rows were taken away from.
    """

    def __init__(self, folder: Path, table: Table, manifest: Manifest) -> None:
        """Start from what the manifest lists."""
        self.staged: list[Part] = []
        self.retired: list[Part] = []
        self.lost: set[date] = set()
        self._folder = folder
        self._table = table
        self._version = manifest.version + 1
        self._written = 0
        self._stored: defaultdict[date, list[DataFile]] = defaultdict(list)
        for file in manifest.files(table.name):
            self._stored[file.day].append(file)

    @property
    def touched(self) -> set[date]:
        """The days that have got a new part."""
        return {part.file.day for part in self.staged}

    def of(self, day: date) -> list[Part]:
        """Return the parts of a day."""
        stored = [stored_part(self._folder, file) for file in self._stored.get(day, ())]
        return stored + [part for part in self.staged if part.file.day == day]

    def stage(self, day: date, frame: pl.DataFrame) -> None:
        """Write rows of one day as a new part."""
        name = f"v{self._version:06d}-{self._written:04d}.parquet"
        self._written += 1
        ordered = frame.sort(order(self._table))
        self.staged.append(write_part(self._folder, self._table, day, name, ordered))

    def drop(self, part: Part, *, merged: bool = False) -> None:
        """Leave a part out of the next manifest; `merged` says that another one has all of its rows."""
        if part.staged:
            self.staged.remove(part)
            part.where.unlink()
        else:
            self._stored[part.file.day].remove(part.file)
            self.retired.append(part)
            if not merged:
                self.lost.add(part.file.day)

    def keys(self, part: Part) -> Hashes:
        """Return the hash of the key of each row of a part, in the order of the rows."""
        return hashes(pl.read_parquet(part.where, columns=list(self._table.key)), self._table.key)

    def files(self) -> tuple[DataFile, ...]:
        """Return what the next manifest lists, oldest day first."""
        files = [file for files in self._stored.values() for file in files]
        files += [part.file for part in self.staged]
        return tuple(sorted(files, key=lambda file: (file.day, file.first, file.path)))
