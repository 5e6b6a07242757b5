"""Rules and segments that are no longer looked at: what fires there is closed, and said to be."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from tidegauge.alerts.course import Held
from tidegauge.alerts.definition import afresh, definition, fits
from tidegauge.alerts.machine import UNTOLD
from tidegauge.alerts.records import Rule, Standing, State, Transition, segment_words

_OPEN = {State.FIRING, State.PENDING, State.NO_DATA}


def retired(held: Held, rules: Iterable[Rule], at: datetime) -> Iterator[Transition]:
    """Yield what is closed: what stands of rules that were removed or switched off, and of segments that a rule left.

    It is taken out of `held`.
    """
    tables = {one.name: one.table for one in rules if one.table.enabled}
    for name in list(held):
        table = tables.get(name)
        for segment, standing in list(held[name].items()):
            if table is None or not fits(standing, table):
                yield from _closed(standing, at, "removed or switched off" if table is None else "changed")
                del held[name][segment]
        if table is None:
            del held[name]


def changed(held: Held, rules: Iterable[Rule], definitions: Mapping[str, str]) -> None:
    """Let go of the windows that were read by another definition of a rule than the one it has now."""
    for rule in rules:
        before = definitions.get(rule.name)
        if before is not None and before != definition(rule.table):
            held[rule.name] = {segment: afresh(one) for segment, one in held.get(rule.name, {}).items()}


def _closed(standing: Standing, at: datetime, why: str) -> Iterator[Transition]:
    if standing.state not in _OPEN:
        return
    fired = standing.onset is not None
    found = Transition(
        rule=standing.rule,
        segment=standing.segment,
        at=at,
        before=standing.state,
        after=State.RESOLVED if fired else State.OK,
        onset=standing.onset,
        severity=standing.severity,
        sentence=f"“{standing.rule}” was {why}: it no longer looks at {segment_words(standing.segment)}.",
    )
    yield found if standing.told is not None else replace(found, muted=UNTOLD)
