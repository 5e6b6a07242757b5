"""Durations, moments in the viewer's zone, ages and time ranges. What comes in is UTC without a zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from tidegauge.formats.numbers import MISSING, decimal, is_missing
from tidegauge.time_zones import to_local

_STEPS = ((48 * 3_600_000, 86_400_000, "days"), (2 * 3_600_000, 3_600_000, "h"), (120_000, 60_000, "min"))


def duration(milliseconds: float | None) -> str:
    """Return how long something took.

    >>> duration(6), duration(1720), duration(41_000), duration(240_000), duration(0.31)
    ('6 ms', '1.7 s', '41 s', '4 min', '0.3 ms')
    """
    if milliseconds is None or is_missing(milliseconds):
        return MISSING
    size = abs(milliseconds)
    for least, length, name in _STEPS:
        if size >= least:
            return f"{decimal(milliseconds / length, 0)} {name}"
    if size >= 999.5:
        return f"{decimal(milliseconds / 1000, 1 if size < 9950 else 0)} s"
    return f"{decimal(milliseconds, 0 if size >= 0.95 or size == 0 else 1)} ms"


def local(at: datetime, zone: str) -> datetime:
    """Return the local time, without its zone, of a UTC moment."""
    return to_local(at, ZoneInfo(zone))


def moment(at: datetime | None, zone: str = "UTC", now: datetime | None = None) -> str:
    """Return a UTC moment as the viewer's clock shows it, with the year when it is not the year of `now` (UTC).

    >>> moment(datetime(2026, 11, 17, 13, 20), "Europe/Berlin", datetime(2026, 11, 21))
    'Tue 17 Nov 14:20'
    >>> moment(datetime(2023, 6, 30), "UTC", datetime(2026, 11, 21))
    'Fri 30 Jun 2023 00:00'
    """
    if at is None:
        return MISSING
    here = local(at, zone)
    year = "" if now is None or local(now, zone).year == here.year else f" {here.year}"
    return f"{here:%a} {here.day} {here:%b}{year} {here:%H:%M}"


def span(start: datetime, end: datetime, zone: str = "UTC", now: datetime | None = None) -> str:
    """Return a range; on one local day the end is its time alone.

    >>> span(datetime(2026, 11, 18, 22, 10), datetime(2026, 11, 18, 23), "UTC", datetime(2026, 11, 21))
    'Wed 18 Nov 22:10 to 23:00'
    >>> span(datetime(2026, 11, 7, 9), datetime(2026, 11, 14, 9), "UTC", datetime(2026, 11, 21))
    'Sat 7 Nov 09:00 to Sat 14 Nov 09:00'
    """
    last = local(end, zone)
    same_day = local(start, zone).date() == last.date()
    return f"{moment(start, zone, now)} to {last.strftime('%H:%M') if same_day else moment(end, zone, now)}"


def age(at: datetime | None, now: datetime, zone: str = "UTC") -> str:
    """Return how long ago: seconds, minutes, then the time itself.

    >>> now = datetime(2026, 11, 21, 12)
    >>> age(datetime(2026, 11, 21, 11, 59, 51), now), age(datetime(2026, 11, 21, 11, 28), now)
    ('9 s ago', '32 min ago')
    >>> age(datetime(2026, 11, 21, 9), now)
    'Sat 21 Nov 09:00'
    """
    if at is None:
        return MISSING
    seconds = (now - at).total_seconds()
    if not 0 <= seconds < 3600:
        return moment(at, zone, now)
    return f"{seconds:.0f} s ago" if seconds < 60 else f"{seconds // 60:.0f} min ago"
