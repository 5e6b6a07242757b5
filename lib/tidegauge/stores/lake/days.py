"""Marks of the days of a lake: which part files hold what is said of a day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from tidegauge.filters import Window
from tidegauge.stores.days.answers import digest
from tidegauge.stores.days.marks import DayMarks
from tidegauge.stores.days.pieces import Piece
from tidegauge.stores.lake.manifest import DataFile, Manifest

FOLDER = ".days"
"""Where a lake keeps the answers of its days."""


class LakeDays(DayMarks):
    """The marks of one published state of a lake."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder = folder
        self._manifest = manifest
        self._known: dict[str, str] = {}

    def of(self, tables: frozenset[str], part: Piece) -> str | None:
        """Return a hash of the files that hold the part's spans, and of all files of the other tables: they may come late."""
        # Spans of other times are never asked for within a part. A score may be given a month later.
        spans = map(self._told, self._files(part))
        return digest(*spans, *(self._whole(name) for name in sorted(tables - {"spans"})))

    def of_all(self, tables: frozenset[str]) -> str | None:
        """Return a hash of all files of the tables."""
        return digest(*(self._whole(name) for name in sorted(tables)))

    def is_empty(self, part: Window) -> bool:
        """Return whether a part of a day has no spans."""
        return not _within(self._spans[part.start.date()], part)

    @cached_property
    def newest(self) -> datetime | None:
        """The time of the newest span."""
        return max((file.newest for file in self._manifest.files("spans")), default=None)

    def layout(self, tables: frozenset[str]) -> str:
        """Return the columns of the tables with their kinds: a view casts what older files hold."""
        return str([(name, sorted(self._manifest.columns[name].items())) for name in sorted(tables)])

    def _files(self, part: Piece) -> list[DataFile]:
        files = self._spans[part.day]
        return files if part.is_whole else _within(files, part.window)

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


def _within(files: Iterable[DataFile], part: Window) -> list[DataFile]:
    """Return the files that may have rows of a part of their day."""
    return [one for one in files if one.first < part.end and part.start <= one.newest]
