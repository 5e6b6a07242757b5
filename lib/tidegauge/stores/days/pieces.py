"""Windows cut at midnight UTC: whole days, whose answers may be kept, and the parts of days at their ends.

Those are cut at the hour once more, and the hour that the newest row is in is apart: of a window that ends a minute
later, and of a store that goes on, only the minutes of two hours are others.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from tidegauge.filters import Window
from tidegauge.hours import ceil_hour, floor_hour

DAY = timedelta(days=1)
FIRST = date(1970, 1, 1)


@dataclass(frozen=True)
class Piece:
    """What a window has of a day: all of it where it `is_whole`, else whole hours of it or minutes of an hour."""

    day: date
    window: Window
    is_whole: bool

    @property
    def time(self) -> str:
        """The day, with the part of it where it is not whole."""
        start, end = self.window.start, self.window.end
        return str(self.day) if self.is_whole else f"{start:%Y-%m-%d-%H%M%S%f}-{end:%H%M%S%f}"

    @property
    def number(self) -> int:
        """The day as days since 1970, as statements count them."""
        return (self.day - FIRST).days


def pieces(window: Window, newest: datetime | None = None) -> Iterator[Piece]:
    """Yield the days of a window and the parts of days at its ends, in order; `newest` is the time of the newest row.

    >>> week = Window(datetime(2026, 11, 1, 11, 30), datetime(2026, 11, 3))
    >>> [(one.day.day, one.window.start.hour, one.is_whole) for one in pieces(week)]
    [(1, 11, False), (1, 12, False), (2, 0, True)]
    """
    start = window.start
    while start < window.end:
        # There is no midnight after the last day of the calendar.
        is_last = start.date() == window.end.date()
        end = window.end if is_last else datetime.combine(start.date(), time()) + DAY
        part = Window(start, end)
        if part.length == DAY:
            yield Piece(start.date(), part, is_whole=True)
        else:
            # Even where it has all rows that are there now: of a day that goes on the hours before stay as they are.
            yield from (Piece(start.date(), own, is_whole=False) for own in _cut(part, newest))
        start = end


def _cut(part: Window, newest: datetime | None) -> Iterator[Window]:
    """Yield the minutes before the first whole hour, the whole hours, and the minutes after them."""
    first, last = ceil_hour(part.start), floor_hour(part.end)
    whole = [first, last] if first <= last else []
    # Rows that still come are mostly of the newest hour: those before it stay as they are.
    grows = [floor_hour(newest)] if newest and first < floor_hour(newest) < last else []
    for start, end in pairwise(sorted([part.start, *whole, *grows, part.end])):
        if start < end:
            yield Window(start, end)


@dataclass(frozen=True)
class WholeDays:
    """The whole days of one window, two at least: they are kept put together as well."""

    parts: tuple[Piece, ...]

    @property
    def time(self) -> str:
        """The first day and how many there are."""
        return f"{self.parts[0].day}+{len(self.parts)}"

    @classmethod
    def of(cls, parts: Iterable[Piece]) -> "WholeDays | None":
        """Return those of a window's pieces."""
        whole = tuple(one for one in parts if one.is_whole)
        return cls(whole) if len(whole) > 1 else None


def runs(parts: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Yield the pieces that one question can ask about: each begins where the one before it ends, at midnight.

    So no two of a run are of one day, even where windows overlap.

    >>> days = pieces(Window(datetime(2026, 11, 1), datetime(2026, 11, 4)))
    >>> [[one.day.day for one in run] for run in runs(one for one in days if one.day.day != 2)]
    [[1], [3]]
    """
    run: list[Piece] = []
    for part in sorted(parts, key=lambda one: one.window.start):
        end = run[-1].window.end if run else None
        if end is not None and (end != part.window.start or end.time() != time()):
            yield run
            run = []
        run.append(part)
    if run:
        yield run


def layers(parts: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Yield pieces in groups, in order, in none of which two are of one day.

    >>> parts = pieces(Window(datetime(2026, 11, 1, 23, 7), datetime(2026, 11, 3, 1, 7)))
    >>> [[(one.day.day, one.window.start.hour) for one in layer] for layer in layers(parts)]
    [[(1, 23), (2, 0), (3, 0)], [(3, 1)]]
    """
    found: list[list[Piece]] = []
    seen: Counter[date] = Counter()
    for part in parts:
        if seen[part.day] == len(found):
            found.append([])
        found[seen[part.day]].append(part)
        seen[part.day] += 1
    yield from found


def reach(parts: Sequence[Piece]) -> Window:
    """Return the window from the first piece to the last."""
    return Window(parts[0].window.start, parts[-1].window.end)
