"""One flush: the rows of some segments into the store, as one commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tidegauge.collect.rows import quarantined, rows_of
from tidegauge.collect.segment import Segment, entries
from tidegauge.imports.validation import Validated
from tidegauge.stores import Writer, open_writer
from tidegauge.stores.lake.manifest import ImportRecord


@dataclass(frozen=True)
class Job:
    """Segments to be stored, in their order. `journal` is the name that the store knows the journal by."""

    url: str
    journal: str
    segments: tuple[Segment, ...]
    at: datetime


@dataclass(frozen=True)
class Stored:
    """What one flush did with the items of its segments."""

    kept: int = 0
    duplicates: int = 0
    quarantined: int = 0


class UnreadableSegmentError(Exception):
    """A segment whose entries cannot be made rows, whatever the store does. It must not hold up the others."""


class Flushing:
    """Flushes one job after the other. Rows that the store did not take are kept for the next try."""

    def __init__(self) -> None:
        """Start with nothing made."""
        self._names: set[str] = set()
        self._made: dict[int, list[Validated]] = {}

    def flush(self, job: Job) -> Stored:
        """Commit the rows of a job's segments and the place in the journal with them, all or nothing.

        A segment that an earlier commit holds is left out, so a flush may be repeated.

        Raises:
            UnreadableSegmentError: the entries cannot be made rows.
            StoreError: the store cannot be written now; a later flush may.
        """
        mark = f"collect:{job.journal}"
        # Made before the store is opened: whoever waits for the writers' lock waits for the writing only.
        self._made = {segment.number: self._rows(segment) for segment in job.segments}
        with open_writer(job.url) as store:
            place = store.marks.get(mark, 0)
            rows = [part for number, parts in self._made.items() if number > place for part in parts]
            store.mark(mark, max(self._made))
            done = _commit(store, rows, _record(job, rows)) if rows else Stored()
        self._made = {}
        return done

    def _rows(self, segment: Segment) -> list[Validated]:
        if segment.number in self._made:
            return self._made[segment.number]
        try:
            return list(rows_of(entries(segment.path), self._names))
        except OSError:
            raise
        except Exception as error:
            raise UnreadableSegmentError(f"{type(error).__name__}: {error}") from error


def _record(job: Job, rows: Sequence[Validated]) -> ImportRecord:
    """Return the record of the day: all flushes of a day are one import."""
    bad = sum(len(found.bad) for found in rows)
    read = sum(found.frame.height for found in rows) + bad
    batch = f"collect-{job.journal}-{job.at:%Y-%m-%d}"
    return ImportRecord(batch, "collect", job.at, read=read, quarantined=bad)


def _commit(store: Writer, rows: Sequence[Validated], record: ImportRecord) -> Stored:
    for found in rows:
        store.append(found.table, found.frame)
    store.quarantine.append(quarantined(rows))
    done = store.commit(record)
    return Stored(done.kept, done.duplicates, done.quarantined)
