"""The page that shows what a rule found: the window around it, the same filter, and the segment."""

from collections.abc import Mapping
from datetime import datetime

from tidegauge.alerts.records import Reading, Rule, Segment
from tidegauge.filters import Condition
from tidegauge.findings import Link
from tidegauge.formats.times import local
from tidegauge.settings import Settings

Params = Mapping[str, str | tuple[str, ...]]


def scope_link(rule: Rule, settings: Settings, reading: Reading, onset: datetime | None) -> Link:
    """Return Scope of the rule's metric since the onset, against the same hours of the week before."""
    against = "same hours yesterday" if rule.table.against == "yesterday" else "same hours last week"
    return Link(
        "scope",
        {"of": rule.table.metric or "calls", **around(rule, settings, reading, onset), "against": against},
    )


def around(rule: Rule, settings: Settings, reading: Reading, onset: datetime | None) -> Params:
    """Return the filter bar's part of a link: from the onset to the end of the reading's window, on the viewer's clock."""
    zone = settings.time_zone or "UTC"
    start = onset or reading.at - rule.table.window * max(rule.table.of, rule.table.breaches)
    chips = chips_of(rule, reading.segment)
    return {
        "window": "choose dates…",
        "from": local(start, zone).isoformat(timespec="minutes"),
        "to": local(reading.at, zone).isoformat(timespec="minutes"),
        "tz": zone,
        **({"where": chips} if chips else {}),
    }


def chips_of(rule: Rule, segment: Segment) -> tuple[str, ...]:
    """Return the rule's filter and the segment as chips.

    >>> from tidegauge.settings_alerts import RuleTable
    >>> chips_of(Rule("a", RuleTable(where=("feature = search",))), (("geo", "BR"),))
    ('feature = search', 'geo = BR')
    """
    return (*rule.table.where, *(str(Condition(name, "=", (value,))) for name, value in segment))
