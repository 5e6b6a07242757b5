"""Rubrics of the workbench: every version of what reviewers were asked, and the one of a batch."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from tidegauge.errors import unknown
from tidegauge.workbench import audit
from tidegauge.workbench.permission import Act, allow
from tidegauge.workbench.review_batches import ReviewBatch, ReviewError
from tidegauge.workbench.review_plans import plan_of
from tidegauge.workbench.rubric import Rubric, Verdict, with_verdict
from tidegauge.workbench.rubric_file import read_rubric
from tidegauge.workbench.tables import RUBRICS
from tidegauge.workbench.texts import storable


@dataclass(frozen=True)
class RecordedRubric:
    """One version of a rubric: its number in the workbench, who wrote it down and when (UTC), and the TOML as it was."""

    id: int
    name: str
    version: int
    rubric: Rubric
    text: str
    by: str
    at: datetime


def record_rubric(
    engine: sa.Engine, text: str, by: str, at: datetime, where: str = "the rubric"
) -> RecordedRubric:
    """Record a rubric and return it: a new version of its name, or the newest one where that says the same.

    Raises:
        ReviewError: the text is no rubric, or nobody signs it.
        NotAllowedError: there are members, and who signs is no lead.
    """
    kept = storable(text)
    rubric = read_rubric(kept, where)
    if not by.strip():
        raise ReviewError("Who writes the rubric down?")
    known = [one for one in list_rubrics(engine) if one.name == rubric.name]
    if known and known[0].rubric == rubric:
        return known[0]
    row: dict[str, Any] = {"name": rubric.name, "text": kept, "by": by.strip(), "at": at}
    version = len(known) + 1
    try:
        with engine.begin() as connection:
            allow(connection, row["by"], Act.LEAD)
            connection.execute(sa.insert(RUBRICS).values(version=version, **row))
            said = {"rubric": rubric.name, "version": version}
            audit.record(connection, row["by"], "add rubric", said=said, at=at)
    except IntegrityError:
        # Somebody else wrote this version down at the same moment: ours is the one after it.
        return record_rubric(engine, text, by, at, where)
    return next(one for one in list_rubrics(engine) if (one.name, one.version) == (rubric.name, version))


def list_rubrics(engine: sa.Engine) -> tuple[RecordedRubric, ...]:
    """Return every version of every rubric, newest first."""
    with engine.connect() as connection:
        rows = connection.execute(sa.select(RUBRICS).order_by(RUBRICS.c.id.desc()))
        return tuple(_read(row) for row in rows)


def rubric_named(engine: sa.Engine, told: str) -> RecordedRubric:
    """Return the newest version of a name, `NAME r4` or `NAME:4` for the fourth one, or the one of a number.

    Raises:
        ReviewError: there is none.
    """
    known = list_rubrics(engine)
    for one in known:
        if told in {one.name, f"{one.name} r{one.version}", f"{one.name}:{one.version}", str(one.id)}:
            return one
    if not known:
        raise ReviewError("There is no rubric yet. Write one down: tidegauge review rubric add FILE")
    raise ReviewError(unknown("rubric", told, {one.name for one in known}))


def recorded_rubric(engine: sa.Engine, batch: ReviewBatch) -> RecordedRubric | None:
    """Return the version that a batch was made with, None where it was made without one."""
    if batch.rubric is None:
        return None
    with engine.connect() as connection:
        return _read(connection.execute(sa.select(RUBRICS).where(RUBRICS.c.id == batch.rubric)).one())


def rubric_of(engine: sa.Engine, batch: ReviewBatch) -> Rubric:
    """Return what the reviewers of a batch are asked: the batch's own question, with all that its rubric adds.

    A batch without a rubric asks its question alone. The instruction of its plan comes first.
    """
    asked, told = batch.asked, plan_of(engine, batch.id).instruction
    verdict = Verdict(asked.question, asked.label, asked.scale)
    found = recorded_rubric(engine, batch)
    if found is None:
        return Rubric(asked.name, told, verdict)
    both = f"{told} {found.rubric.instruction}".strip()
    return replace(with_verdict(found.rubric, verdict), instruction=both)


def _read(row: sa.Row[Any]) -> RecordedRubric:
    rubric = _parsed(row.text, f"rubric {row.name} r{row.version}")
    return RecordedRubric(row.id, row.name, row.version, rubric, row.text, row.by, row.at)


@lru_cache(maxsize=200)
def _parsed(text: str, where: str) -> Rubric:
    return read_rubric(text, where)
