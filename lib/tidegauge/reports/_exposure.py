"""How long each side was recorded: totals of windows of unequal length are compared at the current one's length."""

from datetime import timedelta

from tidegauge.filters import TraceFilter, Window
from tidegauge.schema.catalog import Catalog

ALIKE = 0.001
"""Lengths closer than this share are the same: windows are cut at whole minutes."""
GAPS = 20
"""Time between rows, as often as it usually passes, after which nothing was recorded and not merely nothing asked."""


def exposure(asked: TraceFilter, catalog: Catalog) -> float:
    """Return what a total of the reference is multiplied by: recorded time of the current window over its own.

    Time before the store's first row and after its newest is not recorded, unless rows come as far apart.

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
    """Return how much of a window lies between the store's first and newest row."""
    first, newest, rows = catalog.first, catalog.newest, catalog.rows.get("spans", 0)
    if first is None or newest is None:
        return window.length
    quiet = GAPS * (newest - first) / max(rows, 1)
    start = first if first - window.start > quiet else window.start
    end = newest if window.end - newest > quiet else window.end
    return end - start
