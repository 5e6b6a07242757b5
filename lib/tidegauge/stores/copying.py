"""Copy a store into another, from where the last copy ended: what is there already is replaced, what is gone goes."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import cast

import polars as pl

from tidegauge.clock import now
from tidegauge.sources.peer import CHANGED, GONE
from tidegauge.stores._writer import Writer
from tidegauge.stores.lake.manifest import SINCE, ImportRecord, copy_batch
from tidegauge.stores.origin import BATCH, Origin
from tidegauge.stores.record_source import stamped
from tidegauge.stores.sifting import Sifted, sifted

COMMIT_ROWS = 200_000
COMMIT_SECONDS = 10.0
"""A copy that is killed goes on from its last commit: at most so many rows, or so many seconds, are read again."""

STAMPED = "spans"
"""The table whose rows say which source they came from."""


@dataclass(frozen=True)
class Progress:
    """How far a copy has come in one `table`, or in “rows” of all of them, and since how long.

    `expected` is the number of rows, where it is known.
    """

    table: str
    rows: int
    expected: int | None
    seconds: float


@dataclass
class Copied:
    """What a copy has done so far, by table. `read` are the rows that count; of others only the keys are read."""

    read: dict[str, int] = field(default_factory=dict)
    added: dict[str, int] = field(default_factory=dict)
    replaced: dict[str, int] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)
    quarantined: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    def add(self, record: ImportRecord) -> None:
        """Count what a commit says that it did."""
        for of, counts in (
            (self.added, record.rows),
            (self.replaced, record.replaced),
            (self.removed, record.removed),
        ):
            for table, count in counts.items():
                of[table] = of.get(table, 0) + count


@dataclass(frozen=True)
class Names:
    """What a copy is remembered by: the address of its origin, without a password, and what narrows it."""

    origin: str
    since: date | None = None

    @property
    def label(self) -> str:
        """The name that people read."""
        return f"{self.origin}{SINCE}{self.since}" if self.since else self.origin

    @property
    def batch(self) -> str:
        """The batch of its import record."""
        return copy_batch(self.label)

    def is_of(self, record: ImportRecord) -> bool:
        """Return whether a record is that of a copy of the same origin, from whichever day on."""
        return record.is_copy and record.origin == self.origin

    def place(self, table: str) -> str:
        """Return the name of the mark that says how far a table has come."""
        return f"{self.label} {table}"

    def mapping(self, table: str) -> str:
        """Return the name of the mark that tells one mapping of a table from another."""
        return f"{self.label} {table} mapping"

    def bad(self, table: str) -> str:
        """Return the name of the mark that counts the rows that were quarantined."""
        return f"{self.label} {table} quarantined"


class Copying:
    """One run of a copy, into a writer that is entered. `source` is what its calls say they came from, if anything."""

    def __init__(
        self,
        origin: Origin,
        writer: Writer,
        *,
        since: date | None = None,
        report: Callable[[Progress], None] = lambda _: None,
        stop: threading.Event | None = None,
        source: str = "",
    ) -> None:
        self.names = Names(origin.name, since)
        self.copied = Copied()
        self._origin = origin
        self._writer = writer
        self._report = report
        self._stop = stop or threading.Event()
        self._source = source
        self._since = datetime(since.year, since.month, since.day) if since else None  # noqa: DTZ001  UTC, as all of our times
        self._began = time.monotonic()
        self._start()

    def run(self, *, full: bool = False) -> Copied:
        """Copy every table, or as much as there is time for until `stop` is set; `full` reads every row again.

        Raises:
            StoreError: a store does not answer, or cannot be written to. What was committed stays.
        """
        for table in self._origin.tables:
            self._copy(table, full=full)
        self.commit()
        return self.copied

    def take(self, table: str, rows: Sifted) -> None:
        """Hand sifted rows over to the writer."""
        self._writer.replace(table, rows.good, rows.gone if rows.gone.height else None)
        self._read += rows.good.height + len(rows.bad)
        self._bad += len(rows.bad)
        self._waiting += rows.good.height + rows.gone.height

    def commit(self) -> None:
        """Publish what was handed over, with the marks of how far the copy has come."""
        for table, count in self._found_bad.items():
            name = self.names.bad(table)
            self._writer.mark(name, self._writer.marks.get(name, 0) + count)
        record = ImportRecord(
            self.names.batch, self.names.label, now(), read=self._read, quarantined=self._bad
        )
        self.copied.add(self._writer.commit(record))
        self.copied.seconds = time.monotonic() - self._began
        self._start()

    def _start(self) -> None:
        self._read = self._bad = self._waiting = 0
        self._found_bad: dict[str, int] = {}
        self._committed = time.monotonic()

    def _copy(self, table: str, *, full: bool) -> None:
        reached = self._writer.marks.get(self.names.place(table))
        mapping = self._origin.mapping(table, self._source if table == STAMPED else "")
        again = full or self._writer.marks.get(self.names.mapping(table), mapping) != mapping
        place = None if again else reached
        began = time.monotonic()
        expected = self._origin.number(table, self._since) if place is None else None
        for piece in self._origin.pieces(table, place, self._since):
            for batch in self._origin.batches(piece.rows, BATCH):
                if self._stop.is_set():
                    return
                place = self._take(table, batch, place, reached)
                if piece.place is None and place is not None:
                    self._stand(table, place, mapping)
                self._told(table, expected, began)
                if self._is_due():
                    self.commit()
            if piece.place is not None:
                self._stand(table, max(piece.place, place or 0), mapping)

    def _take(self, table: str, batch: pl.DataFrame, place: int | None, reached: int | None) -> int | None:
        """Take a batch and return the place of its last row."""
        if self._source and table == STAMPED:
            batch = stamped(batch, self._source, ours=self._origin.ours)
        rows = sifted(self._origin.name, table, batch)
        # Rows before the last mark were quarantined when they were read first.
        news = tuple(row for row in rows.bad if reached is None or _after(row["row"], reached))
        if news:
            self._writer.quarantine.append(news)
            self._found_bad[table] = self._found_bad.get(table, 0) + len(news)
        self.take(table, Sifted(rows.good, rows.gone, news))
        there = batch.height - int(batch[GONE].sum())
        for of, count in ((self.copied.read, there), (self.copied.quarantined, len(news))):
            if count:
                of[table] = of.get(table, 0) + count
        last = cast("int | None", batch[CHANGED].max())
        return place if last is None else max(last, place or last)

    def _stand(self, table: str, place: int, mapping: int) -> None:
        self._writer.mark(self.names.place(table), place)
        self._writer.mark(self.names.mapping(table), mapping)

    def _is_due(self) -> bool:
        return self._waiting >= COMMIT_ROWS or time.monotonic() - self._committed > COMMIT_SECONDS

    def _told(self, table: str, expected: int | None, began: float) -> None:
        passed = time.monotonic() - began
        self._report(Progress(table, self.copied.read.get(table, 0), expected, passed))


def _after(changed: object, place: int) -> bool:
    return isinstance(changed, int) and changed > place
