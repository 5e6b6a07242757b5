"""The parts of days that a report asks about many times, read from a lake once: each question is planned over few rows."""

import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from tidegauge.filters import Window
from tidegauge.stores.inspection import Read
from tidegauge.stores.lake.hours import Hours
from tidegauge.stores.lake.manifest import DataFile, Manifest

MOST_ROWS = 1_000_000
"""Spans of all kinds in the hours that are held. Of more, the questions of a page take less than reading their rows."""
_LAST = datetime.max - timedelta(hours=1)  # noqa: DTZ901  every time here is UTC without a zone
HELD = 2
"""Sets of hours that are held at once; the one that nobody asked for longest goes."""


class Nearby:
    """The hours of one published state of a lake that were asked about last. Safe to share between threads."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder = folder
        self._manifest = manifest
        self._lock = threading.Lock()
        self._held: list[Hours] = []  # the last used comes last

    def read(self, windows: Sequence[Window], *, calls: bool) -> Read | None:
        """Return what answers statements about the spans of these windows and what is said of them, the same as the lake.

        With `calls` about calls of the model alone. None where there are too many, or none.
        """
        hours = whole_hours(windows)
        if (
            not 0
            < sum(_rows(file, one) for one in hours for file in self._manifest.files("spans"))
            <= MOST_ROWS
        ):
            return None
        with self._lock:
            found = next((one for one in self._held if one.holds(hours, calls=calls)), None)
            if found is None:
                found = Hours(self._folder, self._manifest, hours, calls=calls)
            else:
                self._held.remove(found)
            self._held = [*self._held, found][-HELD:]
        return found.read


def whole_hours(windows: Sequence[Window]) -> tuple[Window, ...]:
    """Return whole hours that hold the windows, those that touch as one: the next minute's windows lie in them as well.

    >>> from datetime import datetime
    >>> day = datetime(2026, 11, 1)
    >>> parts = [Window(day.replace(hour=14, minute=37), day.replace(day=2)), Window(day, day.replace(hour=14, minute=37))]
    >>> [(one.start.day, one.start.hour, one.end.day, one.end.hour) for one in whole_hours(parts)]
    [(1, 0, 2, 0)]
    """
    found: list[Window] = []
    for one in sorted(map(_rounded, windows), key=lambda window: window.start):
        if found and one.start <= found[-1].end:
            found[-1] = Window(found[-1].start, max(found[-1].end, one.end))
        else:
            found.append(one)
    return tuple(found)


def _rounded(window: Window) -> Window:
    start, end = (at.replace(minute=0, second=0, microsecond=0) for at in (window.start, window.end))
    return Window(start, window.end if end == window.end else _later(window, end))


def _later(window: Window, end: datetime) -> datetime:
    # There is no hour after the last one of the calendar.
    return end + timedelta(hours=1) if end < _LAST else window.end


def _rows(file: DataFile, window: Window) -> float:
    """Return about how many rows of a file lie in a window."""
    start, end = max(file.first, window.start), min(file.newest, window.end)
    whole = file.newest - file.first
    if end < start:
        return 0
    return file.rows * ((end - start) / whole if whole else 1)
