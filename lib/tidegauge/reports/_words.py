"""The line that says what a page is about: both windows, how many rows, the zone and how complete the data are."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tidegauge.filters import Window
from tidegauge.formats import count, moment, span
from tidegauge.reports._records import Windows

_ROWS = {"call": "calls", "trace": "traces", "span": "spans", "session": "sessions"}
_TOLD = 0.01
"""Unequal recorded time that is told: an hour of a week that goes on is made up for without a word."""


def words(windows: Windows, now: datetime, *more: str) -> str:
    """Return the line, one fact after another; `more` are further facts of the page.

    >>> day = Window(datetime(2026, 11, 20), datetime(2026, 11, 21))
    >>> words(Windows(day, None, "nothing", 38412, None, "UTC", None), datetime(2026, 11, 21))
    'Fri 20 Nov 00:00 to Sat 21 Nov 00:00 · 38,412 calls · UTC'
    """
    return " · ".join(
        fact
        for fact in (
            _sides(windows, now),
            _rows(windows),
            _scaled(windows),
            _zone(windows),
            _fresh(windows, now),
            *more,
        )
        if fact
    )


def _sides(windows: Windows, now: datetime) -> str:
    current = span(windows.current.start, windows.current.end, windows.time_zone, now)
    if windows.reference is None:
        return current
    if windows.reference == windows.current:
        return f"{current} against {windows.comparison}, same hours"
    reference = span(windows.reference.start, windows.reference.end, windows.time_zone, now)
    return f"{current} against {reference}{_alignment(windows.current, windows.reference)}"


def _alignment(current: Window, reference: Window) -> str:
    apart = abs(current.start - reference.start)
    if current.length != reference.length:
        return ""
    if apart % timedelta(days=7) == timedelta(0):
        return ", same hours of the week"
    return ", same hours" if apart % timedelta(days=1) == timedelta(0) else ""


def _rows(windows: Windows) -> str:
    name = _ROWS.get(windows.grain, "rows")
    against = "" if windows.n_reference is None else f" against {count(windows.n_reference)}"
    return f"{count(windows.n_current)} {name}{against}"


def _scaled(windows: Windows) -> str:
    if abs(windows.exposure - 1) < _TOLD:
        return ""
    return f"totals before × {windows.exposure:.2g}, for unequal recorded time"


def _zone(windows: Windows) -> str:
    zone = ZoneInfo(windows.time_zone)
    start, end = (
        at.replace(tzinfo=UTC).astimezone(zone) for at in (windows.current.start, windows.current.end)
    )
    change = (end.utcoffset() or timedelta()) - (start.utcoffset() or timedelta())
    if not change:
        return windows.time_zone
    return f"{windows.time_zone}, one day of {24 - round(change.total_seconds() / 3600)} hours"


def _fresh(windows: Windows, now: datetime) -> str:
    if windows.complete_to is None:
        return ""
    recent = now - windows.complete_to < timedelta(days=1)
    at = moment(windows.complete_to, windows.time_zone, now)
    return f"data complete to {at[-5:] if recent else at}"
