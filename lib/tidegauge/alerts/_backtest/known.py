"""Which firings are about incidents that are known, and which of those were caught."""

from collections.abc import Sequence
from dataclasses import replace

from tidegauge.alerts.backtest_records import Detected, Firing, Known
from tidegauge.alerts.records import Rule, Segment
from tidegauge.filters import Window
from tidegauge.reports._records import ChangeMark


def labelled(
    firings: Sequence[Firing], known: Sequence[Known], rule: Rule, changes: Sequence[ChangeMark]
) -> tuple[Firing, ...]:
    """Return the firings with the incident that each is about, and the change that came last before its onset."""
    return tuple(
        replace(one, known=_known(one, known, rule), change=_change(one, changes, rule)) for one in firings
    )


def detected(
    firings: Sequence[Firing], known: Sequence[Known], rule: Rule, replayed: Window
) -> tuple[Detected, ...]:
    """Return the known incidents that fall into the history and that the rule fired on, or should have, each with its first firing."""
    inside = [
        one for one in known if one.start < replayed.end and (one.end is None or one.end > replayed.start)
    ]
    every = [
        Detected(one, min((firing.fired for firing in firings if firing.known == one.name), default=None))
        for one in inside
    ]
    return tuple(one for one in every if one.fired is not None or _is_meant(one.known, rule))


def _is_meant(one: Known, rule: Rule) -> bool:
    return one.metric is None or one.metric == rule.table.metric


def _known(firing: Firing, known: Sequence[Known], rule: Rule) -> str | None:
    near = rule.table.window * max(rule.table.of, rule.table.breaches)
    about = [
        one
        for one in known
        if agree(firing.segment, one.segment)
        and firing.fired > one.start
        and (one.end is None or firing.onset < one.end + near)
        and firing.onset >= one.start - near
    ]
    # Of several that go on, the one that began last.
    return max(about, key=lambda one: one.start).name if about else None


def agree(one: Segment, other: Segment) -> bool:
    """Return whether two segments can have calls in common: no dimension has two values.

    >>> agree((("geo", "BR"),), (("geo", "BR"), ("device", "ios"))), agree((("geo", "BR"),), (("geo", "DE"),))
    (True, False)
    """
    values = dict(other)
    return all(values.get(name, value) == value for name, value in one)


def _change(firing: Firing, changes: Sequence[ChangeMark], rule: Rule) -> str | None:
    near = [
        one
        for one in changes
        if firing.onset - rule.table.window <= one.at < firing.onset + rule.table.window
    ]
    return near[-1].text if near else None
