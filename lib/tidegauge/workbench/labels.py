"""Labels that people gave in the app: appended, withdrawn by another row, and never changed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tidegauge.workbench.tables import LABELS
from tidegauge.workbench.texts import storable

CANNOT = "cannot judge"
"""The label of an item that a reviewer looked at and could not judge. It has no value."""
LABEL, SKIP, UNDO = "label", "skip", "undo"
LONGEST = 5_000
"""Characters of a comment that are kept."""


@dataclass(frozen=True)
class Said:
    """What a reviewer says of an item: a value on the batch's scale, or None for “cannot judge”.

    `answers` are those to the questions of the rubric, by the question's name (`workbench/answers.py` has their form).
    """

    value: float | None
    comment: str = ""
    seconds: float | None = None
    answers: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class RecordedLabel:
    """A label that stands: what one reviewer said of the item at `place`, when (UTC), after how many seconds."""

    id: int
    batch: int
    place: int
    reviewer: str
    value: float | None
    label: str | None
    comment: str | None
    at: datetime
    seconds: float | None
    answers: Mapping[str, Any] = field(default_factory=dict)


def append_label(
    connection: sa.Connection, batch: int, place: int, reviewer: str, said: Said, at: datetime
) -> int:
    """Append a label within a transaction, and return its id."""
    told = {"value": said.value, "label": CANNOT if said.value is None else None}
    return _append(connection, batch, place, reviewer, action=LABEL, at=at, **told, **_beside(said))


def append_skip(
    connection: sa.Connection, batch: int, place: int, reviewer: str, said: Said, at: datetime
) -> int:
    """Append that a reviewer passed over an item, with the reason as the comment."""
    return _append(connection, batch, place, reviewer, action=SKIP, at=at, **_beside(said))


def append_undo(connection: sa.Connection, last: "LastAct", batch: int, reviewer: str, at: datetime) -> int:
    """Append that an earlier row does not count any more."""
    return _append(connection, batch, last.place, reviewer, action=UNDO, at=at, withdraws=last.id)


@dataclass(frozen=True)
class LastAct:
    """What a reviewer did last and has not undone."""

    id: int
    place: int
    action: str
    value: float | None
    label: str | None
    comment: str | None
    at: datetime
    seconds: float | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)


def last_act(connection: sa.Connection, batch: int, reviewer: str) -> LastAct | None:
    """Return the newest label or skip of a reviewer in a batch that stands."""
    found = connection.execute(_LAST, {"batch": batch, "reviewer": reviewer}).mappings().first()
    return LastAct(**_read(found)) if found else None


def skips(connection: sa.Connection, batch: int, reviewer: str) -> list[LastAct]:
    """Return what a reviewer passed over and has not taken up again."""
    found = connection.execute(_SKIPS, {"batch": batch, "reviewer": reviewer}).mappings()
    return [LastAct(**_read(row)) for row in found]


def labels_of_batch(engine: sa.Engine, batch: int, place: int | None = None) -> tuple[RecordedLabel, ...]:
    """Return the labels of a batch, or of one `place` of it, that stand, oldest first."""
    rows = LABELS.c
    columns = [rows[one.name] for one in fields(RecordedLabel)]
    query = sa.select(*columns).where(rows.batch == batch, rows.action == LABEL, standing())
    query = query if place is None else query.where(rows.place == place)
    with engine.connect() as connection:
        found = connection.execute(query.order_by(rows.id)).mappings()
        return tuple(RecordedLabel(**_read(row)) for row in found)


def answers_in(kept: str | None) -> dict[str, Any]:
    """Return the answers to a rubric's questions as the column `answers` keeps them; none where it is empty."""
    return dict(json.loads(kept)) if kept else {}


def standing() -> sa.ColumnElement[bool]:
    """Whether a row is none that withdraws another, and was not withdrawn itself."""
    later = LABELS.alias("later")
    withdrawn = sa.exists().where(later.c.withdraws == LABELS.c.id)
    return sa.and_(LABELS.c.action != UNDO, sa.not_(withdrawn))


def _read(row: sa.RowMapping) -> dict[str, Any]:
    return {**row, "answers": answers_in(row["answers"])}


def _beside(said: Said) -> dict[str, object]:
    kept = storable(said.comment).strip()[:LONGEST]
    answers = json.dumps(said.answers) if said.answers else None
    return {"comment": kept or None, "seconds": said.seconds, "answers": answers}


def _append(connection: sa.Connection, batch: int, place: int, reviewer: str, **values: object) -> int:
    row = {"batch": batch, "place": place, "reviewer": reviewer, **values}
    key = connection.execute(sa.insert(LABELS).values(row)).inserted_primary_key
    return int(key[0]) if key else 0


def _acts() -> sa.Select[Any]:
    columns = [LABELS.c[one.name] for one in fields(LastAct)]
    own = (LABELS.c.batch == sa.bindparam("batch"), LABELS.c.reviewer == sa.bindparam("reviewer"), standing())
    return sa.select(*columns).where(*own).order_by(LABELS.c.id.desc())


# Built once: every key of a review asks it, and building it takes longer than the answer.
_LAST = _acts().limit(1)
_SKIPS = _acts().where(LABELS.c.action == SKIP)
