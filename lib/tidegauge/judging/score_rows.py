"""A verdict as rows of the table scores."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean

import orjson
import polars as pl

from tidegauge.judging.rubric import Rubric, Scale
from tidegauge.judging.task import Task
from tidegauge.judging.verdict import Mark, Preference
from tidegauge.queries.judge import INAPPLICABLE
from tidegauge.queries.unjudged import PREFERENCE
from tidegauge.schema.tables import TABLES

FLAGGED = "flagged"
UNPARSABLE, FAILED = "unparsable", "failed"


@dataclass(frozen=True)
class FlagRule:
    """A call is flagged whose mean mark of the 1-5 dimensions is at most `mean`, or one of `limits` at most its limit."""

    mean: float
    limits: Mapping[str, float]

    def broken(self, rubric: Rubric, marks: Sequence[Mark]) -> str | None:
        """Return why a call is flagged, or None."""
        fives = {one.name for one in rubric.dimensions if one.scale is Scale.FIVE}
        values = [mark.value for mark in marks if mark.name in fives]
        if values and fmean(values) <= self.mean:
            return f"The mean mark is {fmean(values):g}, at most {self.mean:g}."
        low = next((mark for mark in marks if mark.value <= self.limits.get(mark.name, float("-inf"))), None)
        return None if low is None else f"{low.name} is {low.label or f'{low.value:g}'}."


@dataclass(frozen=True)
class ScoreRow:
    """One row of the table scores."""

    span_id: str
    trace_id: str
    name: str
    value: float | None
    label: str | None
    source: str
    evaluator: str
    explanation: str | None
    created_at: datetime
    inclusion_probability: float | None


@dataclass(frozen=True)
class Writing:
    """What every row of a run shares."""

    rubric: Rubric
    evaluator: str
    flag: FlagRule

    def marks(self, task: Task, marks: Sequence[Mark], at: datetime) -> list[ScoreRow]:
        """Return the rows of marks, those of dimensions that do not apply, and whether the call is flagged."""
        rows = [self._row(task, at, mark.name, mark.value, mark.label, mark.reason) for mark in marks]
        given = {mark.name for mark in marks}
        left = [one.name for one in self.rubric.dimensions if one.name not in given]
        rows += [self._row(task, at, name, None, INAPPLICABLE, "") for name in left]
        why = self.flag.broken(self.rubric, marks)
        return [*rows, self._row(task, at, FLAGGED, float(why is not None), None, why or "")]

    def preference(self, task: Task, found: Preference, at: datetime) -> list[ScoreRow]:
        """Return the row that says how a candidate fared: 1 preferred, 0.5 a tie, 0 not."""
        ours = "b" if task.second else "a"
        value = 0.5 if found.better == "tie" else float(found.better == ours)
        label = "second" if task.second else "first"
        return [self._row(task, at, PREFERENCE, value, label, found.reason)]

    def nothing(self, task: Task, label: str, why: str, at: datetime) -> list[ScoreRow]:
        """Return rows without a value: the answer could not be read, or there was none. Never a number."""
        names = [PREFERENCE] if task.other else [one.name for one in self.rubric.dimensions]
        return [self._row(task, at, name, None, label, why) for name in names]

    def _row(
        self, task: Task, at: datetime, name: str, value: float | None, label: str | None, why: str
    ) -> ScoreRow:
        subject = task.subject
        return ScoreRow(
            subject.span_id,
            subject.trace_id,
            name,
            value,
            label,
            task.source,
            self.evaluator,
            why or None,
            at,
            subject.probability,
        )


def dumped(rows: Sequence[ScoreRow]) -> str:
    """Return rows as the journal keeps them."""
    return orjson.dumps(rows, option=orjson.OPT_NAIVE_UTC).decode()


def frame_of(texts: Iterable[str]) -> pl.DataFrame:
    """Return what the journal keeps as a frame of the table scores."""
    rows = [row for text in texts for row in orjson.loads(text)]
    kinds = TABLES["scores"].polars
    return pl.DataFrame({name: _column([row[name] for row in rows], kind) for name, kind in kinds.items()})


def _column(values: list[object], kind: pl.DataType) -> pl.Series:
    if isinstance(kind, pl.Datetime):
        return pl.Series(
            [datetime.fromisoformat(str(value)).replace(tzinfo=None) for value in values], dtype=kind
        )
    return pl.Series(values, dtype=kind)
