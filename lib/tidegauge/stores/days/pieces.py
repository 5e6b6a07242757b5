"""Windows cut at midnight UTC: whole days, whose answers may be kept, and the parts of days at their ends."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tidegauge.filters import Window

DAY = timedelta(days=1)
FIRST = date(1970, 1, 1)

Extent = Callable[[date], tuple[datetime, datetime] | None]
"""The times of the first and the newest row of a day; None where it has none, or where that is not known."""


@dataclass(frozen=True)
class Piece:
    """What a window has of a day. `is_whole`: no row of that day lies outside of it."""

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


def pieces(window: Window, extent: Extent) -> Iterator[Piece]:
    """Yield the days of a window, in order.

    >>> week = Window(datetime(2026, 11, 1, 12), datetime(2026, 11, 3))
    >>> [(one.day.day, one.is_whole) for one in pieces(week, lambda day: None)]
    [(1, False), (2, True)]
    """
    start = window.start
    while start < window.end:
        # There is no midnight after the last day of the calendar.
        is_last = start.date() == window.end.date()
        end = window.end if is_last else datetime.combine(start.date(), time()) + DAY
        part = Window(start, end)
        yield Piece(start.date(), part, part.length == DAY or _holds(part, extent(start.date())))
        start = end


def _holds(part: Window, rows: tuple[datetime, datetime] | None) -> bool:
    return rows is not None and part.start <= rows[0] and rows[1] < part.end


def runs(parts: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Yield the pieces that one question can ask about: each begins where the one before it ends, at midnight.

    So no two of a run are of one day, even where windows overlap.

    >>> days = pieces(Window(datetime(2026, 11, 1), datetime(2026, 11, 4)), lambda day: None)
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


def reach(parts: Sequence[Piece]) -> Window:
    """Return the window from the first piece to the last."""
    return Window(parts[0].window.start, parts[-1].window.end)
