"""The audit trail: who did what, when, on which batch and item. Appended, never changed or deleted."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tidegauge.workbench.tables import ACTIONS
from tidegauge.workbench.texts import storable
from tidegauge.workbench.within import Opened, writing_within

LONGEST = 2_000
"""Characters of what an action says of itself; text of samples and secrets do not belong there."""


@dataclass(frozen=True)
class Action:
    """One act. `by` is a member's name, or without members the name that somebody gave; `at` is UTC."""

    id: int
    at: datetime
    by: str
    action: str
    batch: int | None
    place: int | None
    said: Mapping[str, object]


def record(
    to: Opened,
    by: str,
    action: str,
    batch: int | None = None,
    place: int | None = None,
    said: Mapping[str, object] | None = None,
    *,
    at: datetime,
) -> None:
    """Append an action. Within a transaction (`to` is its connection) it stands exactly if what was done stands."""
    text = json.dumps(dict(said or {}), ensure_ascii=False, default=str)
    if len(text) > LONGEST:
        text = json.dumps({"cut": text[:LONGEST]}, ensure_ascii=False)
    row = {"at": at, "by": by, "action": action, "batch": batch, "place": place, "said": _clean(text)}
    with writing_within(to) as connection:
        connection.execute(sa.insert(ACTIONS).values(row))


def list_actions(
    engine: sa.Engine, *, by: str | None = None, batch: int | None = None, newest: int | None = None
) -> tuple[Action, ...]:
    """Return the actions, oldest first: those of one person, on one batch, or only the `newest` so many."""
    query = sa.select(ACTIONS).order_by(ACTIONS.c.id.desc()).limit(newest)
    if by is not None:
        query = query.where(ACTIONS.c.by == by)
    if batch is not None:
        query = query.where(ACTIONS.c.batch == batch)
    with engine.connect() as connection:
        rows = connection.execute(query).all()
    return tuple(
        Action(row.id, row.at, row.by, row.action, row.batch, row.place, json.loads(row.said))
        for row in reversed(rows)
    )


def _clean(text: str) -> str:
    # In JSON the sign number 0 is written out.
    return storable(text.replace("\\u0000", ""))
