"""The days, weeks and months of a time zone, as stretches of UTC."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tidegauge.filters import Window
from tidegauge.time_zones import to_local, to_utc


def period_of(at: datetime, every: str, zone: str) -> Window:
    """Return the day, week (from Monday) or month that a UTC moment is in.

    >>> found = period_of(datetime(2026, 11, 20, 23, 30), "day", "Europe/Berlin")
    >>> found.start, found.end
    (datetime.datetime(2026, 11, 20, 23, 0), datetime.datetime(2026, 11, 21, 23, 0))
    >>> period_of(datetime(2026, 11, 20), "month", "UTC").end
    datetime.datetime(2026, 12, 1, 0, 0)
    """
    here = to_local(at, ZoneInfo(zone)).date()
    first = _first(here, every)
    return Window(_midnight(first, zone), _midnight(_next(first, every), zone))


def before(period: Window, every: str, zone: str) -> Window:
    """Return the day, week or month before one.

    >>> before(period_of(datetime(2026, 3, 1), "month", "UTC"), "month", "UTC").start
    datetime.datetime(2026, 2, 1, 0, 0)
    """
    return period_of(period.start - timedelta(hours=1), every, zone)


def _first(day: date, every: str) -> date:
    if every == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if every == "week" else day


def _next(first: date, every: str) -> date:
    if every == "month":
        return (first + timedelta(days=32)).replace(day=1)
    return first + timedelta(days=7 if every == "week" else 1)


def _midnight(day: date, zone: str) -> datetime:
    return to_utc(datetime.combine(day, time()), ZoneInfo(zone))


def hour_of_week(at: datetime, zone: str) -> int:
    """Return the hour of the week of a UTC moment on a zone's clock: Monday 00:00 is 0.

    >>> hour_of_week(datetime(2026, 11, 16, 23, 30), "Europe/Berlin")
    24
    """
    here = to_local(at, ZoneInfo(zone))
    return here.weekday() * 24 + here.hour
