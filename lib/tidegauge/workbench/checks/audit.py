"""The audit trail: no action is missing, none is of before the one that it follows, and every label has its own."""

import json
from collections.abc import Iterator
from datetime import timedelta

import sqlalchemy as sa

from tidegauge.workbench.checks._check import Check
from tidegauge.workbench.labels import LABEL, SKIP
from tidegauge.workbench.tables import ACTIONS, LABELS

CLOCKS = timedelta(minutes=5)
"""How far the clocks of two machines may be apart before an action seems out of order."""


def _find(connection: sa.Connection) -> Iterator[str]:
    before = None
    for row in connection.execute(sa.select(ACTIONS.c.id, ACTIONS.c.at).order_by(ACTIONS.c.id)):
        # PostgreSQL counts on after a transaction that was given up; SQLite does not.
        expected = 1 if before is None else before.id + 1
        if connection.dialect.name == "sqlite" and row.id != expected:
            yield f"{row.id - expected:,} actions before number {row.id} are missing."
        if before is not None and row.at < before.at - CLOCKS:
            yield f"Action {row.id} of {row.at:%Y-%m-%d %H:%M} comes after one of {before.at:%Y-%m-%d %H:%M}."
        before = row
    yield from _untold(connection)


def _untold(connection: sa.Connection) -> Iterator[str]:
    told = sa.select(ACTIONS.c.said).where(ACTIONS.c.action.in_((LABEL, SKIP)))
    numbers = {json.loads(said).get("label") for said in connection.execute(told).scalars()} - {None}
    # Labels of before there was a trail have none.
    since = min(numbers, default=None)
    if since is None:
        return
    given = sa.select(LABELS.c.id, LABELS.c.reviewer).where(LABELS.c.id >= since)
    for number, reviewer in connection.execute(given.where(LABELS.c.action.in_((LABEL, SKIP)))):
        if number not in numbers:
            yield f"Row {number} of the labels, by {reviewer}, has no action."


CHECK = Check("The audit trail has no gap, and every label is in it", _find)
