"""Maintenance: planned times in which nobody is paged."""

from collections.abc import Iterable
from datetime import UTC, datetime

from tidegauge.settings_alerts import MaintenanceTable, RuleTable


def maintained(
    name: str,
    table: RuleTable,
    end: datetime,
    planned: Iterable[MaintenanceTable],
    now: datetime | None = None,
) -> str | None:
    """Return why nobody may be told of a window that ended at `end` (UTC), or None.

    The window counts if it shares a moment with the maintenance, its late data included; so does the check itself (`now`).

    >>> night = MaintenanceTable(start=datetime(2026, 11, 1, 2), end=datetime(2026, 11, 1, 4), note="New index")
    >>> maintained("errors", RuleTable(), datetime(2026, 11, 1, 3), [night])
    'Maintenance until Sun 1 Nov 04:00 UTC: New index'
    """
    for one in planned:
        start, stop = _utc(one.start), _utc(one.end)
        touched = end - table.window < stop and end + table.late_data > start
        if (not one.rules or name in one.rules) and (touched or (now is not None and start <= now < stop)):
            note = f": {one.note}" if one.note else ""
            return f"Maintenance until {stop:%a} {stop.day} {stop:%b %H:%M} UTC{note}"
    return None


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)
