"""What the next version of a golden set takes in: added and taken out by rows that are appended, never changed."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from tidegauge.errors import TidegaugeError
from tidegauge.workbench.audit import record
from tidegauge.workbench.golden_item import GoldenItem, canonical, item_of
from tidegauge.workbench.permission import Act, allow
from tidegauge.workbench.tables import GOLDEN_CANDIDATES
from tidegauge.workbench.texts import one_line

LONGEST_NAME = 60
"""Characters of a set's name: it becomes the name of files and datasets."""

Key = tuple[str, str, str]
OUT = "take out of golden set"


class GoldenError(TidegaugeError):
    """A golden set cannot be found, frozen, or written as it was asked for."""


def set_name(text: str) -> str:
    """Return the name of a golden set as it is kept.

    Raises:
        GoldenError: it is empty or too long, or has signs that a file's name or `NAME@VERSION` cannot have.
    """
    name = one_line(text)
    if not name or len(name) > LONGEST_NAME or set(name) & set('@/\\:*?"<>|') or name.startswith("."):
        raise GoldenError(
            f"“{name[:80]}” cannot name a golden set: 1 to {LONGEST_NAME} characters, "
            'none of @ / \\ : * ? " < > |, no dot in front. Choose another, for example “support”.'
        )
    return name


def add_candidates(
    engine: sa.Engine, golden_set: str, items: Sequence[GoldenItem], *, by: str, at: datetime
) -> int:
    """Add items to what the next version takes in, and return how many are new or changed. Twice changes nothing."""
    name = set_name(golden_set)
    there = {item.key: item for item in candidates(engine, name)}
    fresh = [item for item in items if there.get(item.key) != item]
    _append(engine, name, fresh, "add to golden set", by=by, at=at)
    return len(fresh)


def remove_candidates(
    engine: sa.Engine, golden_set: str, spans: Sequence[str], *, by: str, at: datetime
) -> int:
    """Take the items of spans out of what the next version takes in, and return how many were in it."""
    wanted = set(spans)
    out = [item for item in candidates(engine, golden_set) if item.span_id in wanted]
    _append(engine, golden_set, out, OUT, by=by, at=at)
    return len(out)


def candidates(engine: sa.Engine, golden_set: str) -> tuple[GoldenItem, ...]:
    """Return what the next version of a set takes in, in the order in which it was added."""
    rows = GOLDEN_CANDIDATES.c
    query = sa.select(rows.item, rows.gone).where(rows.golden_set == golden_set).order_by(rows.id)
    found: dict[Key, GoldenItem] = {}
    with engine.connect() as connection:
        for text, gone in connection.execute(query):
            item = item_of(text)
            if gone:
                found.pop(item.key, None)
            else:
                found[item.key] = item
    return tuple(found.values())


def candidate_sets(engine: sa.Engine) -> tuple[str, ...]:
    """Return the names of the sets that anything was ever added to."""
    query = sa.select(GOLDEN_CANDIDATES.c.golden_set).distinct().order_by(GOLDEN_CANDIDATES.c.golden_set)
    with engine.connect() as connection:
        return tuple(connection.execute(query).scalars())


def _append(
    engine: sa.Engine, name: str, items: Sequence[GoldenItem], action: str, *, by: str, at: datetime
) -> None:
    if not by.strip():
        raise GoldenError("Who changes the golden set? Candidates are signed.")
    row = {"golden_set": name, "gone": action == OUT, "by": by, "at": at}
    rows = [{**row, "item": canonical(item)} for item in items]
    if rows:
        with engine.begin() as connection:
            allow(connection, by, Act.LEAD)
            connection.execute(sa.insert(GOLDEN_CANDIDATES), rows)
            record(connection, by, action, said={"set": name, "items": len(rows)}, at=at)
