"""How long each side was recorded: totals of windows of unequal length are compared at the current one's length."""

from datetime import timedelta

from tidegauge.filters import TraceFilter, Window
from tidegauge.schema.catalog import Catalog

ALIKE = 0.002
"""Lengths closer than this share are the same: twenty minutes of a week."""


def exposure(asked: TraceFilter, catalog: Catalog) -> float:
    """Return what a total of the reference is multiplied by: recorded time of the current window over its own.

    Time before the hour of the store's first row and after its newest row is not recorded.

    >>> from datetime import datetime
    >>> from tidegauge.filters import Population
    >>> week, fortnight = (Window(datetime(2026, 11, day), datetime(2026, 11, 21)) for day in (14, 7))
    >>> exposure(TraceFilter(Population(week), Population(fortnight)), Catalog())
    0.5
    """
    if asked.reference is None:
        return 1.0
    current, reference = (recorded(side.window, catalog) for side in (asked.current, asked.reference))
    if min(current, reference) <= timedelta(0):
        return 1.0
    ratio = current / reference
    return 1.0 if abs(ratio - 1) < ALIKE else ratio


def recorded(window: Window, catalog: Catalog) -> timedelta:
    """Return how much of a window lies between the hour of the store's first row and its newest row."""
    # The first row of a quiet hour comes some minutes after recording began.
    first = (catalog.first or window.start).replace(minute=0, second=0, microsecond=0)
    return min(window.end, catalog.newest or window.end) - max(window.start, first)
