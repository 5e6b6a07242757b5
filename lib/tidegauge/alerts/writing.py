"""What a check leaves behind, in one transaction: standings, transitions, and what is to be told of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tidegauge.alerts.course import Held
from tidegauge.alerts.definition import definition
from tidegauge.alerts.machine import tells
from tidegauge.alerts.outbox import channels_told, queue
from tidegauge.alerts.reading import Read
from tidegauge.alerts.records import Rule, State, Transition
from tidegauge.alerts.routing import INCIDENTS, channels_of
from tidegauge.alerts.standings import (
    RuleCheck,
    forget_rule,
    read_checks,
    read_standings,
    write_checks,
    write_standings,
)
from tidegauge.alerts.transitions import RecordedTransition, append_transition, last_changes
from tidegauge.settings import Settings
from tidegauge.workbench.exclusive import exclusive_alerts


@dataclass(frozen=True)
class Known:
    """What the last check left: of every rule how far it was read, what stands, and when its state changed last."""

    checks: Mapping[str, RuleCheck]
    held: Held
    changed: Mapping[str, datetime]

    def seen(self, rule: str) -> datetime | None:
        """Return the end of the last window of a rule that was read."""
        return self.checks[rule].seen if rule in self.checks else None


def known(engine: sa.Engine, store: str) -> Known:
    """Return what the last check of a store left."""
    # How far first: if another check writes in between, that is what gives it away.
    checks = {one.rule: one for one in read_checks(engine, store)}
    held: Held = {}
    for one in read_standings(engine, store):
        held.setdefault(one.rule, {})[one.segment] = one
    return Known(checks, held, last_changes(engine, store))


@dataclass(frozen=True)
class Outcome:
    """What a check came to at the moment `at`; `gone` are the rules that are no more."""

    reads: Sequence[Read]
    held: Held
    transitions: Sequence[Transition]
    gone: Collection[str]
    at: datetime


def write(
    engine: sa.Engine, settings: Settings, store: str, before: Known, found: Outcome
) -> tuple[RecordedTransition, ...] | None:
    """Write it all, and return the transitions on record; None, and nothing is written, where another check was faster."""
    with exclusive_alerts(engine) as connection:
        if _so_far(before.checks.values()) != _so_far(read_checks(connection, store)):
            # What another check has read in the meantime stays; who has nothing to add need not begin anew.
            return None if _adds(found, before) else ()
        for name in found.gone:
            forget_rule(connection, store, name)
        write_checks(connection, store, [_check(one, before, found.at) for one in found.reads])
        # A rule that cannot be read may have been closed in segments that it left all the same.
        closed = {one.rule for one in found.transitions}
        moved = [one.rule.name for one in found.reads if _has_moved(one, before) or one.rule.name in closed]
        standings = [one for name in moved for one in found.held.get(name, {}).values()]
        write_standings(connection, store, moved, standings)
        rules = {one.rule.name: one.rule for one in found.reads}
        return tuple(
            _record(connection, settings, store, rules.get(one.rule), one, found.at)
            for one in found.transitions
        )


def _adds(found: Outcome, before: Known) -> bool:
    return bool(found.transitions or found.gone or any(_has_moved(one, before) for one in found.reads))


def _so_far(checks: Iterable[RuleCheck]) -> set[tuple[object, ...]]:
    return {(one.rule, one.seen, one.definition) for one in checks}


def _check(read: Read, before: Known, at: datetime) -> RuleCheck:
    name, seen = read.rule.name, before.seen(read.rule.name)
    known_as = before.checks[name].definition if read.problem and name in before.checks else None
    return RuleCheck(
        name, known_as or definition(read.rule.table), max(read.readings, default=seen), at, read.problem
    )


def _has_moved(read: Read, before: Known) -> bool:
    if read.problem is not None:
        return False
    check = before.checks.get(read.rule.name)
    return bool(read.readings) or (check is not None and check.definition != definition(read.rule.table))


def _record(
    connection: sa.Connection,
    settings: Settings,
    store: str,
    rule: Rule | None,
    transition: Transition,
    at: datetime,
) -> RecordedTransition:
    recorded = append_transition(connection, store, transition, at)
    names: tuple[str, ...] = ()
    if tells(transition):
        # Who was told that it fires is told the rest, whatever the settings say by now.
        before = channels_told(connection, recorded) if transition.after is not State.FIRING else ()
        named = channels_of(rule, transition.severity, settings.alerts) if rule is not None else ()
        names = tuple(name for name in (*before, *named) if name in settings.alerts.channels)
    queue(connection, recorded.id, (INCIDENTS, *names), at)
    return recorded
