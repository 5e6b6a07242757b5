"""The parts of days that a report asks about many times, read once: each question is planned over few rows."""

import threading
from collections.abc import Callable, Sequence

from tidegauge.filters import Window
from tidegauge.stores.days.answers import ReadWithin
from tidegauge.stores.duckdb.hours import Hours

MOST_ROWS = 1_000_000
"""Spans of all kinds in the hours that are held. Of more, the questions of a page take less than reading their rows."""
HELD = 2
"""Sets of hours that are held at once; the one that nobody asked for longest goes."""

Made = Callable[[Sequence[Window], bool], Hours]


class Nearby:
    """The hours of one state of a store that were asked about last. Safe to share between threads.

    `rows` returns about how many spans lie in some hours, `made` holds them.
    """

    def __init__(self, rows: Callable[[Sequence[Window]], float], made: Made) -> None:
        self._rows = rows
        self._made = made
        self._lock = threading.Lock()
        self._held: list[Hours] = []  # the last used comes last

    def read(self, windows: Sequence[Window], *, calls: bool, told: str) -> ReadWithin | None:
        """Return what answers a question about the spans of these windows and what is said of them, the same as the store.

        With `calls` it is about calls of the model alone; `told` spells it out. None where there are too many, or none.
        """
        hours = whole_hours(windows)
        with self._lock:
            found = next((one for one in self._held if one.holds(hours, calls=calls)), None)
            if found is None:
                if not 0 < self._rows(hours) <= MOST_ROWS:
                    return None
                found = self._made(hours, calls)
            else:
                self._held.remove(found)
            self._held = [*self._held, found][-HELD:]
        return found.reader(told)


def whole_hours(windows: Sequence[Window]) -> tuple[Window, ...]:
    """Return whole hours that hold the windows, those that touch as one: the next minute's windows lie in them as well.

    >>> from datetime import datetime
    >>> day = datetime(2026, 11, 1)
    >>> parts = [Window(day.replace(hour=14, minute=37), day.replace(day=2)), Window(day, day.replace(hour=14, minute=37))]
    >>> [(one.start.day, one.start.hour, one.end.day, one.end.hour) for one in whole_hours(parts)]
    [(1, 0, 2, 0)]
    """
    found: list[Window] = []
    for one in sorted((window.whole_hours() for window in windows), key=lambda window: window.start):
        if found and one.start <= found[-1].end:
            found[-1] = Window(found[-1].start, max(found[-1].end, one.end))
        else:
            found.append(one)
    return tuple(found)
