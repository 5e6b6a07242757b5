"""Copy our own tables day by day into a lake: the days that changed since the last time, and those alone, whole."""

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from tidegauge.clock import now
from tidegauge.schema.tables import TABLES
from tidegauge.stores.copying import Progress
from tidegauge.stores.lake.manifest import ImportRecord, Manifest
from tidegauge.stores.lake.writer import LakeWriter
from tidegauge.stores.origin import Origin

BATCH = 100_000
"""Rows that are read and written at once."""
COMMIT_ROWS = 1_000_000
"""A copy that is killed goes on from its last commit: about so many rows are read again."""


@dataclass(frozen=True)
class Day:
    """A day of a table: how many rows it has at the source, and the stamp of its last change there."""

    table: str
    day: date
    rows: int
    stamp: int

    @property
    def mark(self) -> str:
        """The name of the mark that says which state of the day was copied."""
        return f"{self.table} {self.day}"


def behind(days: pl.DataFrame, manifest: Manifest) -> list[Day]:
    """Return the days that a copy has not as they are, the newest first; those that are gone at the source have no rows.

    `days` are those of `Database.days`.
    """
    there = {found.mark: found for found in (Day(*row) for row in days.iter_rows())}
    gone = {
        empty.mark: empty
        for table in TABLES
        for file in manifest.files(table)
        if (empty := Day(table, file.day, 0, 0)).mark not in there
    }
    news = (
        one
        for mark, one in {**there, **gone}.items()
        if manifest.marks.get(mark) != one.stamp or mark in gone
    )
    return sorted(news, key=lambda one: (one.day, one.table), reverse=True)


class DayCopying:
    """One run of a copy, into a lake's writer that is entered and that nobody else writes with."""

    def __init__(
        self, origin: Origin, writer: LakeWriter, report: Callable[[Progress], None] = lambda _: None
    ) -> None:
        assert origin.days is not None, "its days are recorded"  # noqa: S101  the caller has looked
        self._origin = origin
        self._days = origin.days
        self._writer = writer
        self._report = report
        self._began = time.monotonic()
        self._rows = self._waiting = 0

    def run(self) -> None:
        """Copy the days that changed. What is committed on the way is whole days.

        Raises:
            StoreError: the source does not answer, or the lake cannot be written to. What was committed stays.
        """
        news = behind(self._days, self._writer.manifest)
        self._expected = sum(one.rows for one in news)
        for place, one in enumerate(news):
            self._writer.put(one.table, one.day, self._frames(one))
            self._writer.mark(one.mark, one.stamp)
            last_of_day = place + 1 == len(news) or news[place + 1].day != one.day
            if last_of_day and self._waiting >= COMMIT_ROWS:
                self.commit()
        self._writer.alias(self._origin.aliases)
        self.commit()

    def commit(self) -> None:
        """Publish the days that were copied."""
        batch = hashlib.sha256(f"days {self._origin.name}".encode()).hexdigest()
        self._writer.commit(ImportRecord(batch, self._origin.name, now(), read=self._waiting))
        self._waiting = 0

    def _frames(self, one: Day) -> Iterator[pl.DataFrame]:
        if not one.rows:
            return
        for frame in self._origin.batches(self._origin.of_day(one.table, one.day), BATCH):
            self._rows += frame.height
            self._waiting += frame.height
            yield frame
            took = time.monotonic() - self._began
            # They are counted over all tables: a day has a part of each.
            self._report(Progress("rows", self._rows, self._expected, took))
