from datetime import UTC, datetime, timedelta, timezone

import pytest
from pydantic import ValidationError

from tidegauge.alerts.maintenance import maintained
from tidegauge.settings_alerts import MaintenanceTable, RuleTable

NIGHT = MaintenanceTable(start=datetime(2026, 11, 2, 2), end=datetime(2026, 11, 2, 4))
TABLE = RuleTable(window=timedelta(minutes=15), late_data=timedelta(minutes=10))


@pytest.mark.parametrize(
    ("end", "now", "muted"),
    [
        ("01:45", None, False),
        ("01:51", None, True),  # its late data come after it has begun
        ("03:00", None, True),
        ("04:14", None, True),  # it began before the end
        ("04:15", None, False),
        ("01:00", "02:00", True),  # a late check, while it lasts
        ("01:00", "04:00", False),
    ],
)
def test_a_window_that_touches_it_is_muted(end: str, now: str | None, muted: bool) -> None:
    present = None if now is None else datetime.fromisoformat(f"2026-11-02T{now}")
    found = maintained("errors", TABLE, datetime.fromisoformat(f"2026-11-02T{end}"), [NIGHT], present)
    assert (found is not None) is muted


def test_it_may_be_for_some_rules_and_in_another_zone() -> None:
    berlin = timezone(timedelta(hours=1))
    planned = MaintenanceTable(
        start=datetime(2026, 11, 2, 3, tzinfo=berlin),
        end=datetime(2026, 11, 2, 5, tzinfo=berlin),
        rules=("slow",),
    )
    at = datetime(2026, 11, 2, 3)
    assert maintained("slow", TABLE, at, [planned]) == "Maintenance until Mon 2 Nov 04:00 UTC"
    assert maintained("errors", TABLE, at, [planned]) is None
    assert planned.end.astimezone(UTC).hour == 4


@pytest.mark.parametrize(
    "end", [datetime(2026, 11, 2, 2), datetime(2026, 11, 2, 2, 30, tzinfo=timezone(timedelta(hours=1)))]
)
def test_it_ends_after_it_starts(end: datetime) -> None:
    with pytest.raises(ValidationError, match="The end must be after the start"):
        MaintenanceTable(start=datetime(2026, 11, 2, 2), end=end)
