"""Who has which item of a batch: leases that end, so that nobody waits for a reviewer who has left."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from tidegauge.workbench.tables import REVIEW_CLAIMS, REVIEW_ITEMS

LEASE = timedelta(seconds=120)
"""For so long nobody else is asked for an item that a reviewer looks at."""
OPEN, DONE, SKIPPED = "open", "done", "skipped"
_CLAIMS = REVIEW_CLAIMS.c


def own_open(connection: sa.Connection, batch: int, reviewer: str, now: datetime) -> int | None:
    """Return the item that a reviewer opened last and has not finished, its lease renewed."""
    mine = (_CLAIMS.batch == batch, _CLAIMS.reviewer == reviewer, _CLAIMS.state == OPEN)
    query = sa.select(_CLAIMS.place).where(*mine).order_by(_CLAIMS.at.desc(), _CLAIMS.place).limit(1)
    place = connection.execute(query).scalar()
    if place is not None:
        move(connection, batch, place, reviewer, OPEN, OPEN, now + LEASE)
    return None if place is None else int(place)


@dataclass(frozen=True)
class Free:
    """An item that a reviewer never had: how many hold it, and whether its answer is known."""

    place: int
    span_id: str
    holding: int
    known: bool


def take_free(
    connection: sa.Connection,
    batch: int,
    reviewer: str,
    needs: Callable[[Free], bool],
    now: datetime,
    own: Callable[[str], bool] | None = None,
    most: int = 2,
) -> int | None:
    """Give a reviewer the first item that still needs somebody, and return its place: own ones before those of others.

    `needs` says whether an item does, `own` of a span's id whether it is this reviewer's; without it there is no difference.
    No item needs more than `most` people, but those whose answer is known.
    """
    others: Free | None = None
    for one in _free(connection, batch, reviewer, now, most):
        if not needs(one):
            continue
        if own is None or one.known or own(one.span_id):
            _take(connection, batch, one.place, reviewer, now)
            return one.place
        others = others or one
    if others is not None:
        _take(connection, batch, others.place, reviewer, now)
    return None if others is None else others.place


def holders(connection: sa.Connection, batch: int, place: int, now: datetime) -> tuple[str, ...]:
    """Return who labelled an item or looks at it now."""
    where = (_CLAIMS.batch == batch, _CLAIMS.place == place, _held(now))
    return tuple(connection.execute(sa.select(_CLAIMS.reviewer).where(*where)).scalars())


def item_at(connection: sa.Connection, batch: int, place: int, now: datetime) -> Free:
    """Return an item with how many hold it."""
    items = REVIEW_ITEMS.c
    query = sa.select(items.span_id, _is_known()).where(items.batch == batch, items.place == place)
    span, known = connection.execute(query).one()
    return Free(place, str(span), len(holders(connection, batch, place, now)), bool(known))


def state_of(connection: sa.Connection, batch: int, place: int, reviewer: str) -> str | None:
    """Return the state of a reviewer's claim, None without one."""
    where = (_CLAIMS.batch == batch, _CLAIMS.place == place, _CLAIMS.reviewer == reviewer)
    return connection.execute(sa.select(_CLAIMS.state).where(*where)).scalar()


def move(
    connection: sa.Connection, batch: int, place: int, reviewer: str, old: str, new: str, until: datetime
) -> bool:
    """Move a claim from one state to another, and return whether it was there in the old one."""
    own = (_CLAIMS.batch == batch, _CLAIMS.place == place, _CLAIMS.reviewer == reviewer, _CLAIMS.state == old)
    found = connection.execute(sa.update(REVIEW_CLAIMS).where(*own).values(state=new, until=until))
    return bool(found.rowcount)


def reopen(connection: sa.Connection, batch: int, place: int, reviewer: str, old: str, now: datetime) -> None:
    """Open a claim again, before any other open one of the reviewer."""
    move(connection, batch, place, reviewer, old, OPEN, now + LEASE)
    own = (_CLAIMS.batch == batch, _CLAIMS.place == place, _CLAIMS.reviewer == reviewer)
    connection.execute(sa.update(REVIEW_CLAIMS).where(*own).values(at=now))


def skipped_again(connection: sa.Connection, batch: int, reviewer: str) -> int:
    """Forget what a reviewer passed over, so that it is asked for again, and return how many items."""
    own = (_CLAIMS.batch == batch, _CLAIMS.reviewer == reviewer, _CLAIMS.state == SKIPPED)
    return connection.execute(sa.delete(REVIEW_CLAIMS).where(*own)).rowcount


def _held(now: datetime | sa.BindParameter[Any]) -> sa.ColumnElement[bool]:
    return sa.or_(_CLAIMS.state == DONE, sa.and_(_CLAIMS.state == OPEN, _CLAIMS.until > now))


def _free(connection: sa.Connection, batch: int, reviewer: str, now: datetime, most: int) -> Iterator[Free]:
    """Yield the items that a reviewer never had, in the order of the draw."""
    values = {"batch": batch, "reviewer": reviewer, "now": now, "most": most}
    for place, span, n, known in connection.execute(_never_had(), values):
        yield Free(int(place), str(span), int(n), bool(known))


@cache
def _never_had() -> sa.Select[Any]:
    # Built once: every key of a review asks it.
    batch: sa.BindParameter[int] = sa.bindparam("batch")
    now: sa.BindParameter[datetime] = sa.bindparam("now")
    most: sa.BindParameter[int] = sa.bindparam("most", type_=sa.Integer)
    held = sa.select(_CLAIMS.place, sa.func.count().label("n")).where(_CLAIMS.batch == batch, _held(now))
    taken = held.group_by(_CLAIMS.place).subquery("taken")
    own = sa.select(_CLAIMS.place).where(_CLAIMS.batch == batch, _CLAIMS.reviewer == sa.bindparam("reviewer"))
    items = REVIEW_ITEMS.c
    count: sa.ColumnElement[Any] = sa.func.coalesce(taken.c.n, 0)
    query = (
        sa.select(items.place, items.span_id, count, _is_known())
        .select_from(REVIEW_ITEMS.outerjoin(taken, taken.c.place == items.place))
        .where(items.batch == batch, sa.or_(count < most, _is_known()), items.place.not_in(own))
    )
    return query.order_by(items.place)


def _is_known() -> sa.ColumnElement[bool]:
    return sa.func.coalesce(REVIEW_ITEMS.c.beside, "").contains('"known"')


def _take(connection: sa.Connection, batch: int, place: int, reviewer: str, now: datetime) -> None:
    # Whose lease has ended loses the item here: what that one says later of it is refused.
    ended = (_CLAIMS.batch == batch, _CLAIMS.place == place, _CLAIMS.state == OPEN, _CLAIMS.until <= now)
    connection.execute(sa.delete(REVIEW_CLAIMS).where(*ended))
    claim = {"batch": batch, "place": place, "reviewer": reviewer, "state": OPEN}
    connection.execute(sa.insert(REVIEW_CLAIMS).values(at=now, until=now + LEASE, **claim))
