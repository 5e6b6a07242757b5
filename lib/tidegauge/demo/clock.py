"""Moments of the demo: "day 56 14:20" counts from the end, so that the newest data are always from today."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from tidegauge.errors import SettingsError

LAST_DAY = 60
_MOMENT = re.compile(r"day (\d+) (\d\d):(\d\d)")
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - stores hold naive UTC


@dataclass(frozen=True)
class Clock:
    """Day 60 is the day on which the data end, at `end` (naive UTC)."""

    end: datetime

    def midnight(self, number: int) -> datetime:
        """Return the start of day `number`; numbers below 1 lie before the classical 60 days."""
        last = (self.end - timedelta(microseconds=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        return last - timedelta(days=LAST_DAY - number)

    def at(self, moment: str) -> datetime:
        """Return the time that `moment` names: a day and a UTC time of day, or "end".

        >>> Clock(datetime(2026, 11, 21, 10)).at("day 56 14:20")
        datetime.datetime(2026, 11, 17, 14, 20)
        """
        if moment == "end":
            return self.end
        match = _MOMENT.fullmatch(moment)
        if match is None:
            raise SettingsError(f"“{moment}” is not a moment of the demo. Write day 56 14:20, or end.")
        day, hour, minute = (int(part) for part in match.groups())
        return self.midnight(day) + timedelta(hours=hour, minutes=minute)

    def microseconds(self, moment: str) -> int:
        """Return the moment in microseconds since 1970."""
        return since_1970(self.at(moment))


def since_1970(time: datetime) -> int:
    """Return a naive UTC time in microseconds since 1970.

    >>> since_1970(datetime(1970, 1, 1, 0, 0, 1))
    1000000
    """
    return (time - _EPOCH) // timedelta(microseconds=1)
