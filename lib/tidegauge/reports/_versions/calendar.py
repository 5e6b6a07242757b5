"""When providers end models: the settings' own calendar, and what the price list marks as deprecated."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fnmatch import fnmatchcase

from tidegauge.prices.deprecated import is_deprecated
from tidegauge.reports._versions.kinds import MODEL
from tidegauge.reports._versions.records import LiveVersion


def dated(one: LiveVersion, calendar: Mapping[str, date]) -> LiveVersion:
    """Return a model with the day on which it ends; names of the calendar may hold `*`. Other kinds stay as they are."""
    if one.kind != MODEL:
        return one
    days = [
        day for name, day in calendar.items() if fnmatchcase(one.version, name) or fnmatchcase(one.of, name)
    ]
    listed = is_deprecated(one.version) or is_deprecated(one.of)
    return replace(one, ends=min(days) if days else None, is_deprecated=listed)
