"""The time before and after a change that is held against each other: equally long, and without another change in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tidegauge.filters import Window
from tidegauge.hours import HOUR

WEEK = timedelta(days=7)
SHORTEST = timedelta(hours=6)


@dataclass(frozen=True)
class BeforeAfter:
    """Two windows of one length; `same_hours` says that before is the week before. `beside` are changes in between, of which nothing tells apart."""

    before: Window
    after: Window
    same_hours: bool
    beside: tuple[datetime, ...] = ()


def before_after(
    at: datetime, others: Sequence[datetime], first: datetime, until: datetime
) -> BeforeAfter | None:
    """Return the windows of a change at `at`; `others` are when else something changed, the data begin at `first` and are final `until`.

    After lasts until the next other change, a week at most. Before is the same hours of the week before, where nothing else
    changed since; else the time right before, back to the last other change. Where those leave less than six hours, the other
    changes are `beside`. None where the data leave less.

    >>> day = datetime(2026, 11, 17)
    >>> found = before_after(day, [], datetime(2026, 11, 1), datetime(2026, 11, 19))
    >>> found.before.start.day, found.before.end.day, found.after.end.day, found.same_hours
    (10, 12, 19, True)
    >>> found = before_after(day, [datetime(2026, 11, 12)], datetime(2026, 11, 1), datetime(2026, 11, 19))
    >>> found.before.start.day, found.before.end.day, found.same_hours
    (15, 17, False)
    """
    earlier = [one for one in others if one <= at]
    later = [one for one in others if one > at]
    end = min([at + WEEK, until, *later])
    # Data that begin in the first hour of that week begin with it.
    if end - at >= SHORTEST and at - WEEK >= first - HOUR and not any(one >= at - WEEK for one in earlier):
        return BeforeAfter(Window(at - WEEK, end - WEEK), Window(at, end), same_hours=True)
    length = min(end, at + WEEK) - at
    alone = min([length, *(at - one for one in earlier), at - first])
    if alone >= SHORTEST:
        return BeforeAfter(Window(at - alone, at), Window(at, at + alone), same_hours=False)
    length = min(until - at, at - first, WEEK)
    if length < SHORTEST:
        return None
    near = tuple(one for one in others if at - length <= one < at + length)
    return BeforeAfter(Window(at - length, at), Window(at, at + length), same_hours=False, beside=near)
