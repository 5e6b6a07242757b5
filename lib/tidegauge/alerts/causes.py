"""Rules that mute others: the effect is not told while its cause fires."""

from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from tidegauge.alerts.records import Rule, Segment, segment_words
from tidegauge.errors import SettingsError, unknown


def in_order(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """Return the rules, each after those that mute it.

    Raises:
        SettingsError: a rule is muted by one that there is not, or rules mute each other in a ring.
    """
    named = {one.name: one for one in rules}
    for one in rules:
        for cause in one.table.mute_when:
            if cause not in named:
                raise SettingsError(
                    f"Alert rule “{one.name}”, mute_when: {unknown('alert rule', cause, named)}"
                )
    sorter = TopologicalSorter({one.name: one.table.mute_when for one in rules})
    try:
        return tuple(named[name] for name in sorter.static_order())
    except CycleError as error:
        ring = ", ".join(f"“{name}”" for name in error.args[1])
        raise SettingsError(
            f"These alert rules mute each other: {ring}. Take one of them out of mute_when."
        ) from None


def muted_by(rule: Rule, segment: Segment, firing: Mapping[str, Iterable[Segment]]) -> str | None:
    """Return which cause of a rule fires where the segment is, in words, or None.

    A cause in geo = BR says nothing of geo = DE; one in model = a may be behind either.

    >>> from tidegauge.settings_alerts import RuleTable
    >>> rule = Rule("errors", RuleTable(mute_when=("outage",)))
    >>> muted_by(rule, (("geo", "BR"),), {"outage": [(("geo", "BR"),)]})
    '“outage” fires for geo = BR'
    >>> muted_by(rule, (("geo", "DE"),), {"outage": [(("geo", "BR"),)]})
    """
    for cause in rule.table.mute_when:
        for there in firing.get(cause, ()):
            if _share(segment, there):
                return f"“{cause}” fires for {segment_words(there)}"
    return None


def _share(one: Segment, other: Segment) -> bool:
    values = dict(one)
    return all(values.get(name, value) == value for name, value in other)
