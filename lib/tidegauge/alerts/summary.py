"""What a check says of one rule, on one line."""

from collections.abc import Sequence
from datetime import datetime

from tidegauge import formats
from tidegauge.alerts.definition import fits
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
    """Return what a rule says at a moment, by the segment that it is worst in; segments that it left do not count."""
    standings = [one for one in standings if fits(one, read.rule.table)]
    found = worst(tuple(standings))
    state = State.OK if found is None else found.state
    is_ok, told = found is None or state is State.OK, sum(map(_is_told, standings))
    said = (
        _ok(read.rule, standings, told, seen)
        if found is None or is_ok
        else stands(read.rule, found, settings, at)
    )
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
        cannot_tell=is_ok and not told,
    )


def _is_told(standing: Standing) -> bool:
    return any(one is not None for one in standing.recent)


def _ok(rule: Rule, standings: Sequence[Standing], told: int, seen: datetime | None) -> str:
    if not told:
        return f"Cannot tell: {_untold(rule, standings, seen)}."
    every = formats.count(len(standings))
    if told < len(standings):
        return f"Nothing stands out in {formats.count(told)} of {every} segments; the others have too little to tell."
    return "Nothing stands out." if len(standings) == 1 else f"Nothing stands out in {every} segments."


def _untold(rule: Rule, standings: Sequence[Standing], seen: datetime | None) -> str:
    if not standings:
        return "no window has been read yet" if seen is None else "no window had a call"
    if not any(one.recent for one in standings):
        return "no window counts yet"
    none = "no window" if len(standings) == 1 else f"0 of {formats.count(len(standings))} segments"
    most = max(one.reading.n if one.reading else 0 for one in standings)
    if most >= rule.table.minimum_n:
        return f"{none} had enough to compare with"
    calls = f"{formats.count(rule.table.minimum_n)} {'call' if rule.table.minimum_n == 1 else 'calls'}"
    return f"{none} had {calls}{'' if len(standings) == 1 else ' in a window'}"


def _warming(rule: Rule, first: datetime | None, settings: Settings, at: datetime) -> str | None:
    if first is None or at - first >= rule.table.warm_up:
        return None
    ready = formats.moment(first + rule.table.warm_up, settings.time_zone or "UTC", at)
    return f"It cannot fire before {ready}: the store begins {formats.moment(first, settings.time_zone or 'UTC', at)}."


def _limited(standings: Sequence[Standing]) -> str | None:
    if len(standings) < MOST:
        return None
    return f"At most {MOST} segments are watched, those with most calls. Take a dimension with fewer values, or a filter."
