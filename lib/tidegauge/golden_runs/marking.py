"""Answers marked: every check that says anything of an item, on every repeat, written with the end of the run at once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa

from tidegauge.golden_runs.book import Kept
from tidegauge.golden_runs.ideal import Held
from tidegauge.golden_runs.judge import RubricJudge
from tidegauge.golden_runs.rules import Rule, Rules
from tidegauge.judging.validators._validator import Found
from tidegauge.workbench.golden_runs import CheckMark
from tidegauge.workbench.tables import GOLDEN_MARKS, GOLDEN_RUNS
from tidegauge.workbench.texts import storable


@dataclass(frozen=True)
class Placed:
    """An item of a set, by its place from 1."""

    place: int
    held: Held

    @property
    def hash(self) -> str:
        """The item's own SHA-256."""
        return self.held.item.hash


@dataclass(frozen=True)
class Marker:
    """What marks answers. `verdicts` is what judges said, by the name of their check."""

    rules: Rules
    judges: Sequence[RubricJudge]
    verdicts: Mapping[str, Mapping[tuple[str, int], Kept]]

    def marks(self, of: Held, answer: Kept) -> tuple[CheckMark, ...]:
        """Return each check of an answer; none where there is no answer, which does not pass."""
        if answer.refused:
            return ()
        each = ((rule.name, self._found(rule, of, answer.text)) for rule in self.rules.of(of))
        return tuple(_mark(name, found) for name, found in each if found is not None)

    def _found(self, rule: Rule, of: Held, text: str) -> Found | None:
        if rule.check is not None:
            return rule.check(of, text)
        judge = next(one for one in self.judges if one.rule is rule)
        return judge.found(self.verdicts[rule.name], of, text)


def write_marks(
    engine: sa.Engine,
    run: int,
    marker: Marker,
    asked: Sequence[Placed],
    answers: Mapping[tuple[str, int], Kept],
    repeats: range,
    at: datetime,
) -> None:
    """Mark every answer of a run and say that it is over: all of it or nothing."""
    rows = []
    for one in asked:
        for repeat, number in enumerate(repeats, start=1):
            answer = answers[one.hash, number]
            marks = marker.marks(one.held, answer)
            passed = not answer.refused and all(mark.passed for mark in marks)
            told = json.dumps([asdict(mark) for mark in marks], ensure_ascii=False)
            rows.append({"run": run, "place": one.place, "repeat": repeat, "passed": passed, "checks": told})
    with engine.begin() as connection:
        # Another process may have come to the same end.
        open_ = sa.update(GOLDEN_RUNS).where(GOLDEN_RUNS.c.id == run, GOLDEN_RUNS.c.ended_at.is_(None))
        if connection.execute(open_.values(ended_at=at)).rowcount and rows:
            connection.execute(sa.insert(GOLDEN_MARKS), rows)


def _mark(name: str, found: Found) -> CheckMark:
    return CheckMark(name, found.passed, found.value, storable(found.why))
