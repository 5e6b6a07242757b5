"""Which windows of a rule a check has to look at: those that ended since the last one, on one grid for everybody."""

from datetime import datetime, timedelta

from tidegauge.settings_alerts import RuleTable

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  every time here is UTC without a zone
"""Windows are whole ones after it, so that the days a store has counted before answer for them."""
LONGEST = timedelta(days=2)
"""How far back a late check looks: what was missed before that is said, and not looked at."""


def last_end(table: RuleTable, at: datetime) -> datetime:
    """Return the end of the last window whose data are all there at a moment: `late_data` has passed.

    >>> last_end(RuleTable(window="15 min", late_data="10 min"), datetime(2026, 11, 1, 12, 24))
    datetime.datetime(2026, 11, 1, 12, 0)
    """
    whole = (at - table.late_data - EPOCH) // table.window
    return EPOCH + whole * table.window


def due(table: RuleTable, seen: datetime | None, at: datetime) -> tuple[datetime, ...]:
    """Return the ends of the windows that a check at a moment looks at, oldest first.

    The first check looks at `of` windows, as many as it takes to say whether the rule fires.

    >>> [end.minute for end in due(RuleTable(), datetime(2026, 11, 1, 12), datetime(2026, 11, 1, 12, 45))]
    [15, 30]
    """
    last = last_end(table, at)
    first = (
        last - (table.of - 1) * table.window
        if seen is None
        else max(_next(table, seen), _oldest(table, last))
    )
    many = (last - first) // table.window + 1
    return tuple(first + number * table.window for number in range(max(many, 0)))


def missed(table: RuleTable, seen: datetime | None, at: datetime) -> tuple[datetime, datetime] | None:
    """Return from when to when nobody looked, because the last check is too long ago; None where nothing was missed.

    >>> missed(RuleTable(window="1 h", late_data="0 s"), datetime(2026, 11, 1), datetime(2026, 11, 4))
    (datetime.datetime(2026, 11, 1, 0, 0), datetime.datetime(2026, 11, 2, 0, 0))
    """
    if seen is None:
        return None
    begin = _oldest(table, last_end(table, at)) - table.window
    return (seen, begin) if begin > seen else None


def _next(table: RuleTable, seen: datetime) -> datetime:
    return EPOCH + ((seen - EPOCH) // table.window + 1) * table.window


def _oldest(table: RuleTable, last: datetime) -> datetime:
    # Whole windows: some, such as of 7 hours, do not divide two days.
    many = max(LONGEST // table.window, table.of)
    return last - (many - 1) * table.window
