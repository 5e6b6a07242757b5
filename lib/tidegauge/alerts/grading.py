"""How bad a firing is, when it begins to fire and when it gets worse."""

import re
from dataclasses import replace

from tidegauge.alerts.records import Rule, Standing, State, Transition
from tidegauge.alerts.severity import severity_of
from tidegauge.settings_alerts import SeverityTable

_WAS = "It was "
Step = tuple[Standing, Transition | None]


def graded(
    rule: Rule, after: Standing, transition: Transition | None, grades: SeverityTable, *, mute: bool
) -> Step:
    """Return a step of the machine with its severity.

    A firing that gets worse after people were told is a transition of its own: who is told of a P3 is not who gets up for
    a P1. With `mute` that waits.
    """
    reading = after.reading
    if reading is None or after.state not in {State.FIRING, State.NO_DATA}:
        return after, transition
    if transition is not None:
        return _begun(rule, after, transition, grades)
    if after.state is State.NO_DATA or reading.breach is not True:
        return after, None
    return _worse(rule, after, grades, mute=mute)


def _begun(rule: Rule, after: Standing, transition: Transition, grades: SeverityTable) -> Step:
    assert after.reading is not None  # noqa: S101  the caller looked
    if after.onset is not None and State.NO_DATA in {transition.before, transition.after}:
        return after, replace(transition, severity=after.severity)  # it fired before: no more is known of it
    found = severity_of(after.reading, rule.table, grades)
    told = replace(transition, severity=found.severity, because=found.sentence)
    return replace(after, severity=found.severity), told


def _worse(rule: Rule, after: Standing, grades: SeverityTable, *, mute: bool) -> Step:
    reading = after.reading
    assert reading is not None  # noqa: S101  the caller looked
    found = severity_of(reading, rule.table, grades)
    if after.severity is not None and found.severity.value >= after.severity.value:
        return after, None
    if mute:
        return after, None
    raised = replace(after, severity=found.severity)
    if after.told is None:
        return raised, None
    fires = State.FIRING
    told = Transition(rule.name, after.segment, reading.at, fires, fires, after.onset, found.severity)
    return raised, replace(told, because=f"{_WAS}{after.severity}. {found.sentence}")


def change_words(of: Transition) -> str:
    """Return what changed, in words.

    >>> from datetime import datetime
    >>> from tidegauge.alerts.records import Severity
    >>> fires, worse = State.FIRING, {"severity": Severity.P1, "because": "It was P2. 6% of all calls are wrong."}
    >>> at = datetime(2026, 11, 2)
    >>> change_words(Transition("errors", (), at, State.PENDING, fires, severity=Severity.P2))
    'pending to firing P2'
    >>> change_words(Transition("errors", (), at, fires, fires, **worse))
    'got worse: P2 → P1'
    >>> change_words(Transition("errors", (), at, fires, fires, severity=Severity.P2))
    'still firing P2, told now'
    """
    grade = f" {of.severity}" if of.severity else ""
    if of.before is not of.after:
        return f"{of.before} to {of.after}{grade}"
    was = re.match(rf"{_WAS}(P\d)\.", of.because)
    return f"got worse: {was[1]} →{grade}" if was else f"still {of.after}{grade}, told now"
