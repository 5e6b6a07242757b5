"""Golden runs as the workbench keeps them: which there are, what was answered, and how each answer was marked."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tidegauge.workbench.golden_candidates import GoldenError
from tidegauge.workbench.golden_item import GoldenItem, item_of
from tidegauge.workbench.tables import GOLDEN_ANSWERS, GOLDEN_ITEMS, GOLDEN_MARKS, GOLDEN_RUNS, GOLDEN_SETS

_RUNS, _SETS, _MARKS = GOLDEN_RUNS.c, GOLDEN_SETS.c, GOLDEN_MARKS.c


@dataclass(frozen=True)
class GoldenRun:
    """A frozen set run against a candidate.

    `label` names the candidate, such as a prompt version; `target` is what was asked, in words. `recipe` is the SHA-256 of
    all that an answer depends on beside its item, `rules` that of the checks, which `checks` names. Each item was asked
    `repeats` times; `first` is the number of the first. `spent` is in billionths of a US dollar, and holds what was set
    aside. `ended_at` (UTC) is None while anything is left to ask. `note` says what else there is to know.
    """

    id: int
    golden_set: str
    version: int
    set_hash: str
    label: str
    target: str
    recipe: str
    temperature: float | None
    checks: tuple[str, ...]
    rules: str
    first: int
    repeats: int
    note: str
    by: str
    at: datetime
    ended_at: datetime | None
    spent: int

    @property
    def complete(self) -> bool:
        """Whether every answer is there and marked."""
        return self.ended_at is not None

    @property
    def title(self) -> str:
        """The set with its version, and the candidate."""
        return f"{self.golden_set}@{self.version} {self.label}"


@dataclass(frozen=True)
class CheckMark:
    """One check of one answer: `value` is what it measured, where it measures anything; `why` says why it fails."""

    name: str
    passed: bool
    value: float | None = None
    why: str = ""


@dataclass(frozen=True)
class GoldenAnswer:
    """One answer of a run: the item by its `place` in the set, from 1, and which repeat, from 1.

    `passed` says whether it passes every check. `text` is empty and `refused` says why where there was no answer: that
    does not pass. `seconds` is how long it took.
    """

    place: int
    item: GoldenItem
    repeat: int
    passed: bool
    checks: tuple[CheckMark, ...]
    text: str
    refused: str
    seconds: float | None
    input_tokens: int | None
    output_tokens: int | None


def runs_of(
    engine: sa.Engine, golden_set: str | None = None, version: int | None = None
) -> tuple[GoldenRun, ...]:
    """Return the runs of a set by its name, of one version or of all, or of every set; the newest first."""
    query = _run_rows().order_by(_RUNS.at.desc(), _RUNS.id.desc())
    if golden_set is not None:
        query = query.where(_SETS.name == golden_set)
    if version is not None:
        query = query.where(_SETS.version == version)
    with engine.connect() as connection:
        return tuple(_run(row) for row in connection.execute(query))


def run_of(engine: sa.Engine, number: int) -> GoldenRun:
    """Return the run of a number.

    Raises:
        GoldenError: there is none.
    """
    with engine.connect() as connection:
        row = connection.execute(_run_rows().where(_RUNS.id == number)).first()
        last = connection.execute(sa.select(sa.func.max(_RUNS.id))).scalar()
    if row is None:
        there = (
            f"There are runs 1 to {last}."
            if last
            else "None was made yet: tidegauge golden run SET --as LABEL"
        )
        raise GoldenError(f"There is no golden run {number}. {there}")
    return _run(row)


def newest_run(
    engine: sa.Engine, golden_set: str, label: str, version: int | None = None
) -> GoldenRun | None:
    """Return the newest complete run of a candidate on a set (on its newest version that has one), or None."""
    runs = [one for one in runs_of(engine, golden_set, version) if one.complete and one.label == label]
    return max(runs, key=lambda one: (one.version, one.at, one.id), default=None)


def answers_of(engine: sa.Engine, run: int) -> tuple[GoldenAnswer, ...]:
    """Return the answers of a run that are marked, by item and repeat.

    Raises:
        GoldenError: there is no such run.
    """
    asked, items = GOLDEN_ANSWERS.c, GOLDEN_ITEMS.c
    one = run_of(engine, run)
    columns = (_MARKS.place, _MARKS.repeat, _MARKS.passed, _MARKS.checks, items.item)
    texts = (asked.text, asked.why, asked.seconds, asked.input_tokens, asked.output_tokens)
    number = _MARKS.repeat + one.first - 1
    query = (
        sa.select(*columns, *texts)
        .join(GOLDEN_RUNS, _RUNS.id == _MARKS.run)
        .join(GOLDEN_ITEMS, sa.and_(items.golden_set == _RUNS.golden_set, items.place == _MARKS.place))
        .join(
            GOLDEN_ANSWERS,
            sa.and_(asked.recipe == _RUNS.recipe, asked.item == items.hash, asked.repeat == number),
        )
        .where(_MARKS.run == run)
        .order_by(_MARKS.place, _MARKS.repeat)
    )
    known: dict[int, GoldenItem] = {}
    with engine.connect() as connection:
        return tuple(_answer(row, known) for row in connection.execute(query))


def _run_rows() -> sa.Select[Any]:
    names = (
        "id",
        "label",
        "target",
        "recipe",
        "temperature",
        "checks",
        "rules",
        "first",
        "repeats",
        "note",
        "by",
    )
    money = (_RUNS.spent + _RUNS.reserved).label("spent")
    of_set = (_SETS.name.label("golden_set"), _SETS.version, _SETS.hash.label("set_hash"))
    columns = (*(_RUNS[name] for name in names), _RUNS.at, _RUNS.ended_at, money, *of_set)
    return sa.select(*columns).join(GOLDEN_SETS, _SETS.id == _RUNS.golden_set)


def _run(row: sa.Row[Any]) -> GoldenRun:
    return GoldenRun(**{**row._asdict(), "checks": tuple(json.loads(row.checks))})


def _answer(row: Any, known: dict[int, GoldenItem]) -> GoldenAnswer:
    item = known.setdefault(row.place, item_of(row.item)) if row.place not in known else known[row.place]
    checks = tuple(CheckMark(**told) for told in json.loads(row.checks))
    return GoldenAnswer(
        row.place,
        item,
        row.repeat,
        row.passed,
        checks,
        row.text,
        row.why,
        row.seconds,
        row.input_tokens,
        row.output_tokens,
    )
