"""The review inbox: spans that somebody set aside for a person to look at."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from tidegauge.workbench.permission import Act, allow
from tidegauge.workbench.tables import REVIEW_INBOX

LONGEST_REASON = 500


@dataclass(frozen=True)
class InboxItem:
    """A span that waits for review: who set it aside, why, and when (UTC)."""

    trace_id: str
    span_id: str
    added_by: str
    reason: str
    added_at: datetime


def add_to_review(
    engine: sa.Engine, trace_id: str, span_id: str, by: str, reason: str, now: datetime
) -> bool:
    """Set a span aside and return whether it is new. Who added it first stays, with the reason."""
    values = {"trace_id": trace_id, "span_id": span_id, "added_by": by, "reason": reason[:LONGEST_REASON]}
    try:
        with engine.begin() as connection:
            allow(connection, by, Act.LEAD)
            connection.execute(sa.insert(REVIEW_INBOX).values(added_at=now, **values))
    except IntegrityError:
        # Two people pressed the key at once: the database decides who was first, not a look beforehand.
        return False
    return True


def in_review(engine: sa.Engine, trace_id: str, span_id: str) -> bool:
    """Whether a span is set aside."""
    query = sa.select(sa.func.count()).select_from(REVIEW_INBOX).where(_is(trace_id, span_id))
    with engine.connect() as connection:
        return bool(connection.execute(query).scalar_one())


def list_inbox(engine: sa.Engine) -> tuple[InboxItem, ...]:
    """Return what waits for review, oldest first."""
    table = REVIEW_INBOX
    query = sa.select(table).order_by(table.c.added_at, table.c.trace_id, table.c.span_id)
    with engine.connect() as connection:
        return tuple(InboxItem(*row) for row in connection.execute(query))


def remove_from_review(engine: sa.Engine, trace_id: str, span_id: str) -> None:
    """Take a span out again; one that is not in it stays out."""
    with engine.begin() as connection:
        connection.execute(sa.delete(REVIEW_INBOX).where(_is(trace_id, span_id)))


def _is(trace_id: str, span_id: str) -> sa.ColumnElement[bool]:
    return sa.and_(REVIEW_INBOX.c.trace_id == trace_id, REVIEW_INBOX.c.span_id == span_id)
