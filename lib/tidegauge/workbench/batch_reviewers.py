"""Who is asked to review a batch. Nobody named: everybody. People are added and never taken away."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime

import sqlalchemy as sa

from tidegauge.workbench.audit import record
from tidegauge.workbench.permission import Act, allow
from tidegauge.workbench.review_batches import ReviewError
from tidegauge.workbench.tables import BATCH_REVIEWERS

LONGEST = 80
"""Characters of a name."""


def ask_reviewers(
    engine: sa.Engine, batch: int, reviewers: Sequence[str], *, by: str, at: datetime
) -> tuple[str, ...]:
    """Ask people to review a batch, beside those who are asked already, and return all of them.

    Raises:
        NotAllowedError: `by` is not one who leads reviews.
        ReviewError: a name is empty or too long.
        NotAllowedError: there are members, and who asks is no lead.
    """
    names = [" ".join(name.replace("\x00", "").split()) for name in reviewers]
    if wrong := [name for name in names if not 0 < len(name) <= LONGEST]:
        raise ReviewError(f"“{wrong[0]}” is no reviewer's name: it needs 1 to {LONGEST} characters.")
    with engine.begin() as connection:
        allow(connection, by, Act.LEAD)
        there = reviewers_of(connection, batch)
        new = [name for name in dict.fromkeys(names) if name not in there]
        rows = [{"batch": batch, "reviewer": name, "by": by, "at": at} for name in new]
        if rows:
            connection.execute(sa.insert(BATCH_REVIEWERS), rows)
            record(connection, by, "reviewers asked", batch, None, {"reviewers": new}, at=at)
        return reviewers_of(connection, batch)


def reviewers_of(of: sa.Engine | sa.Connection, batch: int) -> tuple[str, ...]:
    """Return who is asked to review a batch, by name; nobody where everybody may."""
    asked = BATCH_REVIEWERS.c
    query = sa.select(asked.reviewer).where(asked.batch == batch).order_by(asked.reviewer)
    with _within(of) as connection:
        return tuple(connection.execute(query).scalars())


def _within(of: sa.Engine | sa.Connection) -> AbstractContextManager[sa.Connection]:
    return of.connect() if isinstance(of, sa.Engine) else nullcontext(of)
