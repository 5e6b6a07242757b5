"""What a check says of one rule, on one line."""

from collections.abc import Sequence
from datetime import datetime

from tidegauge import formats
from tidegauge.alerts.evaluated import RuleEvaluation, worst
from tidegauge.alerts.history.read import MOST
from tidegauge.alerts.reading import Read
from tidegauge.alerts.records import Rule, Standing, State
from tidegauge.alerts.sentences import stands
from tidegauge.alerts.transitions import RecordedTransition
from tidegauge.settings import Settings


def summary(
    read: Read,
    standings: Sequence[Standing],
    transitions: tuple[RecordedTransition, ...],
    seen: datetime | None,
    settings: Settings,
    at: datetime,
) -> RuleEvaluation:
    """Return what a rule says at a moment, by the segment that it is worst in."""
    found = worst(tuple(standings))
    state = State.OK if found is None else found.state
    said = _ok(standings) if found is None or state is State.OK else stands(read.rule, found, settings, at)
    return RuleEvaluation(
        name=read.rule.name,
        state=state,
        sentence=said,
        seen=seen,
        windows=len(read.readings),
        standings=tuple(standings),
        transitions=transitions,
        problem=read.problem,
        note=read.note or _warming(read.rule, read.first, settings, at) or _limited(standings),
    )


def _ok(standings: Sequence[Standing]) -> str:
    if not standings:
        return "No window has been read yet."
    if len(standings) == 1:
        return "Nothing stands out."
    return f"Nothing stands out in {formats.count(len(standings))} segments."


def _warming(rule: Rule, first: datetime | None, settings: Settings, at: datetime) -> str | None:
    if first is None or at - first >= rule.table.warm_up:
        return None
    ready = formats.moment(first + rule.table.warm_up, settings.time_zone or "UTC", at)
    return f"It cannot fire before {ready}: the store begins {formats.moment(first, settings.time_zone or 'UTC', at)}."


def _limited(standings: Sequence[Standing]) -> str | None:
    if len(standings) < MOST:
        return None
    return f"At most {MOST} segments are watched, those with most calls. Take a dimension with fewer values, or a filter."
