"""The firings of a replayed rule: from the window after which people would have been told to its end."""

from collections.abc import Iterable

from tidegauge.alerts.backtest_records import Firing
from tidegauge.alerts.conditions import conditions
from tidegauge.alerts.course import Moved
from tidegauge.alerts.machine import tells
from tidegauge.alerts.records import Rule, Segment, Severity, State
from tidegauge.settings import Settings


def firings_of(rule: Rule, settings: Settings, moved: Iterable[Moved]) -> tuple[Firing, ...]:
    """Return the firings of which people would have been told, oldest first. One that got worse is still one."""
    found: list[Firing] = []
    running: dict[Segment, int] = {}
    for one in moved:
        segment, transition = one.transition.segment, one.transition
        if transition.after is State.FIRING and tells(transition) and segment not in running:
            running[segment] = len(found)
            found.append(_begun(rule, settings, one))
        elif transition.after is State.RESOLVED and segment in running:
            place = running.pop(segment)
            found[place] = _ended(found[place], one)
    return tuple(sorted(found, key=lambda one: (one.fired, one.segment)))


def _begun(rule: Rule, settings: Settings, moved: Moved) -> Firing:
    transition, condition = moved.transition, conditions()[rule.table.condition]
    onset = transition.onset or transition.at - rule.table.window
    return Firing(
        transition.segment,
        onset,
        transition.at,
        None,
        transition.severity or Severity.P3,
        condition.sentence(rule, settings, moved.reading, onset),
        condition.link(rule, settings, moved.reading, onset),
    )


def _ended(firing: Firing, moved: Moved) -> Firing:
    return Firing(**{**vars(firing), "resolved": moved.transition.at})
