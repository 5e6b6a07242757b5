"""Who is asked to review a batch. Nobody named: everybody. People are added and never taken away."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from tidegauge.workbench.audit import record
from tidegauge.workbench.members import LONGEST_NAME
from tidegauge.workbench.permission import Act, allow
from tidegauge.workbench.review_batches import ReviewError
from tidegauge.workbench.tables import BATCH_REVIEWERS
from tidegauge.workbench.texts import one_line
from tidegauge.workbench.within import Opened, rows_within

# Built once: every key of a review asks it, and building it takes longer than the answer.
_OF_BATCH = (
    sa.select(BATCH_REVIEWERS.c.reviewer)
    .where(BATCH_REVIEWERS.c.batch == sa.bindparam("batch"))
    .order_by(BATCH_REVIEWERS.c.reviewer)
)


def ask_reviewers(
    engine: sa.Engine, batch: int, reviewers: Sequence[str], *, by: str, at: datetime
) -> tuple[str, ...]:
    """Ask people to review a batch, beside those who are asked already, and return all of them.

    Raises:
        ReviewError: a name is empty or too long.
        NotAllowedError: there are members, and who asks is no lead.
    """
    names = [one_line(name) for name in reviewers]
    if wrong := [name for name in names if not 0 < len(name) <= LONGEST_NAME]:
        raise ReviewError(f"“{wrong[0]}” is no reviewer's name: it needs 1 to {LONGEST_NAME} characters.")
    with engine.begin() as connection:
        allow(connection, by, Act.LEAD)
        there = reviewers_of(connection, batch)
        new = [name for name in dict.fromkeys(names) if name not in there]
        rows = [{"batch": batch, "reviewer": name, "by": by, "at": at} for name in new]
        if rows:
            connection.execute(sa.insert(BATCH_REVIEWERS), rows)
            record(connection, by, "reviewers asked", batch, None, {"reviewers": new}, at=at)
        return reviewers_of(connection, batch)


def reviewers_of(of: Opened, batch: int) -> tuple[str, ...]:
    """Return who is asked to review a batch, by name; nobody where everybody may."""
    return tuple(row.reviewer for row in rows_within(of, _OF_BATCH, {"batch": batch}))
