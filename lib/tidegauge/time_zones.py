"""Time zones: the names that this machine knows, the way to UTC and back, and a time as people type it."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from tidegauge.errors import FilterError, unknown


@cache
def time_zones() -> frozenset[str]:
    """Return every name. Remembered: looking is a walk through a folder tree, and every page asks.

    >>> "Europe/Berlin" in time_zones()
    True
    """
    return frozenset(available_timezones())


def zone_named(name: str) -> ZoneInfo:
    """Return the zone of a name.

    Raises:
        FilterError: this machine knows none of that name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise FilterError(unknown("time zone", name, time_zones())) from None


def to_local(at: datetime, zone: tzinfo) -> datetime:
    """Return the local time, without its zone, of a UTC moment."""
    return at.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)


def to_utc(local: datetime, zone: tzinfo) -> datetime:
    """Return the UTC moment, without its zone, of a local time."""
    return local.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)


def parse_time(text: str, zone: str, *, end: bool = False) -> datetime:
    """Return the UTC moment that a local `2026-10-01` or `2026-10-01T14:00` names; an end date includes its day.

    >>> parse_time("2026-10-01", "Europe/Berlin")
    datetime.datetime(2026, 9, 30, 22, 0)
    >>> parse_time("2026-10-01", "UTC", end=True)
    datetime.datetime(2026, 10, 2, 0, 0)

    Raises:
        FilterError: it is no time, or there is no such zone.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise FilterError(f"“{text}” is not a time. Write 2026-10-01 or 2026-10-01T14:00.") from None
    if end and re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip()):
        moment += timedelta(days=1)
    return to_utc(moment, moment.tzinfo or zone_named(zone))
