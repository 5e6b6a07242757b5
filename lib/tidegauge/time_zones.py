"""The names of time zones that this machine knows."""

from functools import cache
from zoneinfo import available_timezones


@cache
def time_zones() -> frozenset[str]:
    """Return every name. Remembered: looking is a walk through a folder tree, and every page asks.

    >>> "Europe/Berlin" in time_zones()
    True
    """
    return frozenset(available_timezones())
