"""Marks of the days of a lake: which part files hold what is said of a day."""

from collections import defaultdict
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from tidegauge.filters import Window
from tidegauge.stores.days.answers import DayMarks, digest
from tidegauge.stores.lake.manifest import DataFile, Manifest

FOLDER = ".days"
"""Where a lake keeps the answers of its days."""


class LakeDays(DayMarks):
    """The marks of one published state of a lake."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder = folder
        self._manifest = manifest
        self._known: dict[str, str] = {}

    def of(self, tables: frozenset[str], day: date) -> str | None:
        """Return a hash of the parts of that day's spans, and of all parts of the other tables: they may come late."""
        # Spans of other days are never asked for within a day. A score may be given a month later.
        spans = map(self._told, self._spans[day])
        return digest(*spans, *(self._whole(name) for name in sorted(tables - {"spans"})))

    def extent(self, day: date) -> tuple[datetime, datetime] | None:
        """Return the times of the first and the newest span of a day."""
        files = self._spans[day]
        return (min(one.first for one in files), max(one.newest for one in files)) if files else None

    def is_empty(self, part: Window) -> bool:
        """Return whether a part of a day has no spans."""
        rows = self.extent(part.start.date())
        return rows is None or rows[1] < part.start or rows[0] >= part.end

    def layout(self, tables: frozenset[str]) -> str:
        """Return the columns of the tables with their kinds: a view casts what older files hold."""
        return str([(name, sorted(self._manifest.columns[name].items())) for name in sorted(tables)])

    @cached_property
    def _spans(self) -> defaultdict[date, list[DataFile]]:
        found: defaultdict[date, list[DataFile]] = defaultdict(list)
        for file in self._manifest.files("spans"):
            found[file.day].append(file)
        return found

    def _whole(self, name: str) -> str:
        if name not in self._known:
            self._known[name] = digest(*map(self._told, self._manifest.files(name)))
        return self._known[name]

    def _told(self, file: DataFile) -> str:
        """Return what tells a file from every other, even from one of its name in a lake that came from a backup."""
        if file.path not in self._known:
            try:
                status = (self._folder / file.path).stat()
            except OSError:
                return repr(file)
            self._known[file.path] = f"{file!r} {status.st_size} {status.st_mtime_ns}"
        return self._known[file.path]
