"""The windows of a rule as numbers on one grid of time: those asked about, and those of its baseline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from tidegauge.filters import Window
from tidegauge.queries.sides import EPOCH, Buckets

DAY = timedelta(days=1)
Places = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Grid:
    """Windows of one width. `numbers` are counted from `origin`, ascending; `asked` and `usual` are places in them."""

    width: timedelta
    origin: datetime
    numbers: Places
    asked: Places
    usual: Places

    @property
    def buckets(self) -> Buckets:
        """What to group by."""
        return Buckets(self.width, self.origin)

    def start(self, place: int) -> datetime:
        """Return when a window begins (UTC)."""
        return self.origin + self.width * int(self.numbers[place])

    def end(self, place: int) -> datetime:
        """Return when a window ends (UTC)."""
        return self.start(place) + self.width

    def span(self, places: Places) -> Window:
        """Return the time from the first to the last of these windows."""
        return Window(self.start(int(places[0])), self.end(int(places[-1])))

    @property
    def slots(self) -> int:
        """How many times of day there are: as many windows as a day has, or 1 where they do not divide one."""
        return int(DAY / self.width) if self.width <= DAY and not DAY % self.width else 1

    @property
    def slot(self) -> Places:
        """The time of day (UTC) of each window."""
        return np.asarray(self.numbers % self.slots)

    @property
    def weekday(self) -> Places:
        """The day of the week (UTC) on which each window begins, Monday is 0."""
        shift = (self.origin - EPOCH) / self.width
        days = np.floor((self.numbers + shift) * (self.width / DAY)).astype(np.int64)
        return np.asarray((days + 3) % 7)  # 1970 began on a Thursday

    def earlier(self, shift: timedelta, step: int = 0) -> tuple[Places, NDArray[np.bool_]]:
        """Return where the windows so much before those asked about are, `step` windows on, and whether they are."""
        return self.places(self.numbers[self.asked] - self.steps(shift) + step)

    def steps(self, shift: timedelta) -> int:
        """Return how many windows lie in a shift, at least 1: none is held against itself."""
        return max(round(shift / self.width), 1)

    def places(self, numbers: Places) -> tuple[Places, NDArray[np.bool_]]:
        """Return where these windows are on the grid, and whether they are."""
        found = np.minimum(np.searchsorted(self.numbers, numbers), self.numbers.size - 1)
        return found, self.numbers[found] == numbers


def grid_of(ends: Sequence[datetime], width: timedelta, usual: Window, back: timedelta) -> Grid:
    """Return the windows that end at `ends`, with those `back` before the first, and those wholly within `usual`.

    >>> end = datetime(2026, 11, 1)
    >>> week = Window(datetime(2026, 10, 1), datetime(2026, 10, 8))
    >>> grid = grid_of([end], timedelta(hours=6), week, DAY)
    >>> grid.usual.size, grid.asked.tolist(), grid.end(32), grid.slots
    (28, [32], datetime.datetime(2026, 11, 1, 0, 0), 4)
    """
    origin = EPOCH + (ends[0] - EPOCH) % width
    last = [round((end - origin) / width) - 1 for end in ends]
    first = last[0] - int(np.ceil(back / width))
    start, stop = -(-(usual.start - origin) // width), (usual.end - origin) // width
    numbers = np.union1d(np.arange(start, stop), np.arange(first, last[-1] + 1)).astype(np.int64)
    asked = np.searchsorted(numbers, last).astype(np.int64)
    inside = np.flatnonzero((numbers >= start) & (numbers < stop)).astype(np.int64)
    return Grid(width, origin, numbers, asked, inside)
