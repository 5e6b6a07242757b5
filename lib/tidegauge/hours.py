"""Whole hours of the clock: windows of days end with one, and what is kept of a day is cut at them."""

from datetime import datetime, timedelta

HOUR = timedelta(hours=1)


def floor_hour(at: datetime) -> datetime:
    """Return the whole hour that a moment is in.

    >>> floor_hour(datetime(2026, 11, 20, 9, 58, 3))
    datetime.datetime(2026, 11, 20, 9, 0)
    """
    return at.replace(minute=0, second=0, microsecond=0)


def ceil_hour(at: datetime) -> datetime:
    """Return the whole hour that a moment is, or the next; the moment itself where the calendar has no next one.

    >>> ceil_hour(datetime(2026, 11, 20, 9, 58)), ceil_hour(datetime(2026, 11, 20, 9))
    (datetime.datetime(2026, 11, 20, 10, 0), datetime.datetime(2026, 11, 20, 9, 0))
    >>> ceil_hour(datetime.max) == datetime.max
    True
    """
    whole = floor_hour(at)
    if whole == at:
        return at
    return whole + HOUR if whole <= datetime.max - HOUR else at  # noqa: DTZ901  every time here is UTC without a zone
