"""Which calls a control chart reads: whole local days or hours, of the baseline and of what is drawn."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.formats.times import local
from tidegauge.queries.sides import Buckets
from tidegauge.time_zones import to_utc

HOURLY = timedelta(days=3)
"""Windows up to this length are drawn in hourly points, longer ones in daily points."""

DRAWN = 130
"""Days between a baseline and the window's end that are still drawn whole."""

LEAD = {True: timedelta(days=3), False: timedelta(days=30)}
"""What is drawn before the window, by hourly or daily points, when its baseline lies too far back."""

Edges = NDArray[np.datetime64]
"""The moments (UTC, microseconds) at which one point ends and the next begins."""


@dataclass(frozen=True)
class Span:
    """The whole points that are read: those `drawn`, and those of the baseline where it lies apart from them."""

    drawn: Window
    apart: Window | None
    hourly: bool
    zone: str

    def filter(self, asked: TraceFilter) -> TraceFilter:
        """Return the question asked of these points: the drawn ones are its current side."""
        current = Population(self.drawn, asked.where)
        reference = Population(self.apart, asked.where) if self.apart else None
        return replace(asked, current=current, reference=reference)

    def window(self, asked: TraceFilter) -> Window:
        """Return the part of what is drawn that the window asks about, in whole points."""
        start = floor(asked.current.window.start, self.zone, hourly=self.hourly)
        return Window(min(max(start, self.drawn.start), self.drawn.end - timedelta(hours=1)), self.drawn.end)

    def buckets(self) -> Buckets:
        """Return what to group by: hours also for days where a clock is moved in between."""
        sides = [self.drawn] if self.apart is None else [self.drawn, self.apart]
        moved = any(_is_moved(side, self.zone) for side in sides)
        return Buckets(timedelta(hours=1) if self.hourly or moved else timedelta(days=1))

    def edges(self, side: Window) -> Edges:
        """Return where the points of a side begin, and where the last one ends."""
        moments = _hours(side) if self.hourly else _midnights(side, self.zone)
        return np.array(moments, dtype="datetime64[us]")


def span_of(asked: TraceFilter, baseline: Window, recorded: Window) -> Span | None:
    """Return what to read for a window and its baseline; None when no point of it is complete.

    A point that the store holds in part, at its beginning or at its end (`recorded`), is left out.

    >>> week = Window(datetime(2026, 11, 14, 10), datetime(2026, 11, 21, 10))
    >>> first = Window(datetime(2026, 9, 23), datetime(2026, 10, 14))
    >>> span = span_of(TraceFilter(Population(week)), first, Window(datetime(2026, 9, 22, 10), week.end))
    >>> span.drawn if span else None
    Window(start=datetime.datetime(2026, 9, 23, 0, 0), end=datetime.datetime(2026, 11, 21, 0, 0))
    """
    window, zone = asked.current.window, asked.time_zone
    hourly = window.length <= HOURLY
    end = floor(min(window.end, recorded.end), zone, hourly=hourly)
    begin = ceiling(recorded.start, zone, hourly=hourly)
    start = max(floor(window.start, zone, hourly=hourly), begin)
    near = not hourly and end - baseline.start <= timedelta(days=DRAWN)
    if baseline.start >= start or near:
        apart = None
        early = min(start, max(baseline.start, begin))
    else:
        early = max(floor(start - LEAD[hourly], zone, hourly=hourly), begin)
        apart = Window(baseline.start, min(baseline.end, early)) if baseline.start < early else None
    return Span(Window(early, end), apart, hourly, zone) if early < end else None


def recorded_window(recorded: Window, asked: TraceFilter) -> Window:
    """Return what the store holds, stretched by a hundredth of a point: a day whose last call is at 23:58 is complete."""
    hourly = asked.current.window.length <= HOURLY
    slack = timedelta(seconds=36) if hourly else timedelta(minutes=15)
    return Window(recorded.start - slack, recorded.end + slack)


def floor(at: datetime, zone: str, *, hourly: bool = False) -> datetime:
    """Return the local midnight, or the whole hour, that a moment (UTC) lies behind."""
    here = local(at, zone)
    if hourly:
        return at - timedelta(minutes=here.minute, seconds=here.second, microseconds=here.microsecond)
    return utc(here.replace(hour=0, minute=0, second=0, microsecond=0), zone)


def ceiling(at: datetime, zone: str, *, hourly: bool = False) -> datetime:
    """Return the first local midnight, or whole hour, that is not before a moment (UTC)."""
    below = floor(at, zone, hourly=hourly)
    if below == at:
        return at
    return below + timedelta(hours=1) if hourly else next_midnight(below, zone)


def utc(here: datetime, zone: str) -> datetime:
    """Return the UTC moment of a local time."""
    return to_utc(here, ZoneInfo(zone))


def next_midnight(midnight: datetime, zone: str) -> datetime:
    """Return the local midnight after one; a day may have 23 or 25 hours."""
    return utc(local(midnight, zone) + timedelta(days=1), zone)


def _midnights(side: Window, zone: str) -> list[datetime]:
    days = round(side.length / timedelta(days=1))
    first = local(side.start, zone)
    return [utc(first + timedelta(days=day), zone) for day in range(days + 1)]


def _hours(side: Window) -> list[datetime]:
    return [side.start + timedelta(hours=hour) for hour in range(round(side.length / timedelta(hours=1)) + 1)]


def _is_moved(side: Window, zone: str) -> bool:
    start, end = (
        at.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone)) for at in (side.start, side.end)
    )
    return start.utcoffset() != end.utcoffset()
