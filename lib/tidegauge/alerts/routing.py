"""Who is told of an alert: the rule's own channels, else those of its severity, else every one."""

from collections.abc import Iterable

from tidegauge.alerts.records import Rule, Severity
from tidegauge.errors import SettingsError, unknown
from tidegauge.settings_alerts import AlertsTable

INCIDENTS = "incidents"
"""Not a channel of the settings: what opens and follows incidents is told through the same outbox."""


def channels_of(rule: Rule, severity: Severity | None, alerts: AlertsTable) -> tuple[str, ...]:
    """Return the names of the channels that are told.

    >>> from tidegauge.settings_alerts import RuleTable
    >>> alerts = AlertsTable(channels={"chat": "json://a", "pager": "json://b"}, routing={"P0": ("pager",)})
    >>> channels_of(Rule("errors", RuleTable()), Severity.P0, alerts), channels_of(Rule("errors", RuleTable()), None, alerts)
    (('pager',), ())
    >>> channels_of(Rule("errors", RuleTable(channels=("chat",))), Severity.P0, alerts)
    ('chat',)
    """
    if rule.table.channels:
        return rule.table.channels
    if alerts.routing:
        return alerts.routing.get(severity.value, ()) if severity else ()
    return tuple(alerts.channels)


def check_channels(rules: Iterable[Rule], alerts: AlertsTable) -> None:
    """Refuse channels that nobody declared.

    Raises:
        SettingsError: the first one, with the rule or the severity that names it, and the channels that there are.
    """
    if INCIDENTS in alerts.channels:
        raise SettingsError(
            f"[alerts.channels]: “{INCIDENTS}” is kept for the incidents of Tidegauge itself. Choose another name."
        )
    named = {f"Alert rule “{one.name}”, channels": one.table.channels for one in rules}
    named |= {f"[alerts.routing] {severity}": names for severity, names in alerts.routing.items()}
    for place, names in named.items():
        for name in names:
            if name not in alerts.channels:
                raise SettingsError(f"{place}: {_unknown(name, alerts)}")


def _unknown(name: str, alerts: AlertsTable) -> str:
    if not alerts.channels:
        return f"“{name}” is not a channel: there are none. Declare it under [alerts.channels]."
    return unknown("channel", name, alerts.channels)
