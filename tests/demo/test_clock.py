"""Moments count from the end."""

from datetime import datetime

import pytest

from tidegauge.demo.clock import Clock
from tidegauge.errors import SettingsError


@pytest.mark.parametrize(
    ("end", "moment", "expected"),
    [
        (datetime(2026, 11, 21, 10), "day 60 00:00", datetime(2026, 11, 21)),
        (datetime(2026, 11, 21, 10), "day 1 00:00", datetime(2026, 9, 23)),
        (datetime(2026, 11, 21), "day 60 00:00", datetime(2026, 11, 20)),
        (datetime(2024, 3, 1, 1), "day 59 02:30", datetime(2024, 2, 29, 2, 30)),
        (datetime(2026, 11, 21, 10), "end", datetime(2026, 11, 21, 10)),
    ],
)
def test_a_moment_is_a_day_and_a_time(end: datetime, moment: str, expected: datetime) -> None:
    assert Clock(end).at(moment) == expected


def test_another_spelling_is_refused() -> None:
    with pytest.raises(SettingsError, match="yesterday"):
        Clock(datetime(2026, 11, 21)).at("yesterday")
