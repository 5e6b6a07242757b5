"""Named links: a page with its whole query, kept under a name for oneself or the team."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tidegauge.errors import TidegaugeError
from tidegauge.workbench.tables import SAVED_VIEWS
from tidegauge.workbench.texts import one_line

LONGEST_NAME = 120


class SavedViewError(TidegaugeError):
    """A view cannot be kept under that name, or is not there any more."""


@dataclass(frozen=True)
class SavedView:
    """A kept link. `query` is the text behind the question mark of its address; `team` shows it to everyone."""

    id: int
    name: str
    page: str
    query: str
    owner: str
    team: bool
    created_at: datetime


def list_views(engine: sa.Engine, owner: str = "") -> tuple[SavedView, ...]:
    """Return the owner's views and the team's, by name."""
    table = SAVED_VIEWS
    query = (
        sa.select(table)
        .where(sa.or_(table.c.team, table.c.owner == owner))
        .order_by(sa.func.lower(table.c.name))
    )
    with engine.connect() as connection:
        return tuple(SavedView(*row) for row in connection.execute(query))


def save_view(
    engine: sa.Engine,
    name: str,
    page: str,
    query: str,
    now: datetime,
    *,
    owner: str = "",
    team: bool = True,
) -> int:
    """Keep a link under a name and return its id. A view of that owner with the same name is replaced.

    Raises:
        SavedViewError: the name is empty or too long.
    """
    kept = _checked(name)
    table = SAVED_VIEWS
    with engine.begin() as connection:
        connection.execute(sa.delete(table).where(table.c.name == kept, table.c.owner == owner))
        values = {"name": kept, "page": page, "query": query, "owner": owner, "team": team, "created_at": now}
        key = connection.execute(sa.insert(table).values(values)).inserted_primary_key
    return int(key[0]) if key else 0


def rename_view(engine: sa.Engine, view_id: int, name: str) -> None:
    """Give a view another name.

    Raises:
        SavedViewError: the name cannot be used, or the view is gone.
    """
    change = sa.update(SAVED_VIEWS).where(SAVED_VIEWS.c.id == view_id).values(name=_checked(name))
    with engine.begin() as connection:
        if connection.execute(change).rowcount == 0:
            raise SavedViewError("This view is not there any more: somebody deleted it.")


def delete_view(engine: sa.Engine, view_id: int) -> None:
    """Forget a view; one that is gone already stays gone."""
    with engine.begin() as connection:
        connection.execute(sa.delete(SAVED_VIEWS).where(SAVED_VIEWS.c.id == view_id))


def _checked(name: str) -> str:
    kept = one_line(name)
    if not kept:
        raise SavedViewError("A view needs a name.")
    if len(kept) > LONGEST_NAME:
        raise SavedViewError(f"The name has {len(kept)} characters; at most {LONGEST_NAME} fit.")
    return kept
