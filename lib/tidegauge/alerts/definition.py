"""What a rule looks for, so that a check sees that it was changed since the last one."""

from dataclasses import replace

from tidegauge.alerts.records import Standing
from tidegauge.settings_alerts import RuleTable

_TELLING = {"severity", "owner", "channels", "incident", "runbook", "enabled", "mute_when", "cooldown"}


def definition(table: RuleTable) -> str:
    """Return what decides whether a window is breached, as text; who is told of it changes nothing.

    >>> definition(RuleTable(metric="error_rate", owner="ann")) == definition(RuleTable(metric="error_rate"))
    True
    """
    return table.model_dump_json(exclude=_TELLING, exclude_defaults=True)


def fits(standing: Standing, table: RuleTable) -> bool:
    """Return whether a standing is of a segment that the rule, as it is now, still looks at."""
    return tuple(name for name, _ in standing.segment) == table.for_each


def afresh(standing: Standing) -> Standing:
    """Return a standing without its windows: they were breached, or not, by what the rule said before."""
    return replace(standing, recent=(), quiet=0)
