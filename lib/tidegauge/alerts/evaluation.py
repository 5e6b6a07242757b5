"""Evaluate the rules once: read the windows that ended since the last check, and carry on what each rule says."""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tidegauge.alerts.causes import in_order
from tidegauge.alerts.course import Around, Course, Found
from tidegauge.alerts.evaluated import Evaluation, RuleEvaluation
from tidegauge.alerts.reading import Read, Reader
from tidegauge.alerts.records import Rule, Transition
from tidegauge.alerts.retired import changed, retired
from tidegauge.alerts.routing import check_channels
from tidegauge.alerts.sentences import worded
from tidegauge.alerts.summary import summary
from tidegauge.alerts.transitions import RecordedTransition
from tidegauge.alerts.writing import Known, Outcome, known, write
from tidegauge.clock import now
from tidegauge.errors import TidegaugeError, unknown
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.workbench.baselines import list_baselines

_TRIES = 5
"""How often an evaluation begins anew because another check was faster."""


def evaluate(
    source: Source,
    settings: Settings,
    engine: sa.Engine,
    rules: Sequence[Rule],
    at: datetime,
    *,
    store: str,
    only: Collection[str] = (),
) -> Evaluation:
    """Evaluate all rules that are switched on, or `only` some, and return what they say at the moment `at`.

    Every window that ended since the last check is taken in its turn. Standings, transitions and what is to be told are
    written in one transaction; where two checks run at once, one of them begins anew and finds the windows taken.
    `store` is what the workbench calls the store (`stores.addresses.store_key`).

    Raises:
        SettingsError: a rule is not known, mute_when or a channel names what there is not.
        TidegaugeError: other checks were faster again and again.
    """
    check_channels(rules, settings.alerts)
    ordered = in_order(rules)
    for name in only:
        if name not in {one.name for one in rules}:
            raise TidegaugeError(unknown("alert rule", name, [one.name for one in rules]))
    chosen = [one for one in ordered if one.table.enabled and (not only or one.name in only)]
    work = _Work(source, settings, engine, rules, chosen, at, store, whole=not only)
    began, start = now(), time.perf_counter()
    for _ in range(_TRIES):
        found = work.once()
        if found is not None:
            return Evaluation(at, began, time.perf_counter() - start, found)
    raise TidegaugeError("Other checks of the same rules were faster five times. Run fewer of them at once.")


@dataclass(frozen=True)
class _Work:
    source: Source
    settings: Settings
    engine: sa.Engine
    rules: Sequence[Rule]
    chosen: Sequence[Rule]
    at: datetime
    store: str
    whole: bool

    def once(self) -> tuple[RuleEvaluation, ...] | None:
        """Evaluate, and return None where another check has written in the meantime."""
        before = known(self.engine, self.store)
        course, closed = self._prepared(before)
        reads = self._reads(before)
        course.around = Around(
            self.settings.alerts, next((one.first for one in reads if one.first), None), self.at
        )
        course.walk([Found(one.rule, one.readings) for one in reads])
        moved = [worded(one, self.settings, self.at) for one in course.moved]
        outcome = Outcome(reads, course.held, (*closed, *moved), self._gone(before), self.at)
        recorded = write(self.engine, self.settings, self.store, before, outcome)
        if recorded is None:
            return None
        return tuple(self._summary(one, before, course, recorded) for one in reads)

    def _prepared(self, before: Known) -> tuple[Course, tuple[Transition, ...]]:
        held = {name: dict(standings) for name, standings in before.held.items()}
        closed = tuple(retired(held, self.rules, self.at)) if self.whole else ()
        changed(held, self.chosen, {name: one.definition for name, one in before.checks.items()})
        return Course(held, Around(self.settings.alerts, None, self.at)), closed

    def _gone(self, before: Known) -> frozenset[str]:
        on = {one.name for one in self.rules if one.table.enabled}
        return frozenset({*before.checks, *before.held} - on) if self.whole else frozenset()

    def _reads(self, before: Known) -> tuple[Read, ...]:
        reader = Reader(self.source, self.settings, self.at, self.rules, list_baselines(self.engine))
        return tuple(
            reader.read(one, before.seen(one.name), before.changed.get(one.name)) for one in self.chosen
        )

    def _summary(
        self, read: Read, before: Known, course: Course, recorded: Sequence[RecordedTransition]
    ) -> RuleEvaluation:
        mine = tuple(one for one in recorded if one.transition.rule == read.rule.name)
        standings = tuple(course.held.get(read.rule.name, {}).values())
        seen = max(read.readings, default=before.seen(read.rule.name))
        return summary(read, standings, mine, seen, self.settings, self.at)
