"""Golden sets: named, versioned, frozen. A version is never changed, and its hash says what is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from tidegauge.errors import unknown
from tidegauge.workbench.audit import record
from tidegauge.workbench.golden_candidates import GoldenError, candidates, set_name
from tidegauge.workbench.golden_item import GoldenItem, canonical, content_hash, item_of, text_hash
from tidegauge.workbench.permission import Act, allow
from tidegauge.workbench.tables import GOLDEN_ITEMS, GOLDEN_SETS
from tidegauge.workbench.texts import storable


@dataclass(frozen=True)
class GoldenSet:
    """One frozen version: who froze it when (UTC), the SHA-256 of its content, and how many items it has."""

    id: int
    name: str
    version: int
    hash: str
    note: str
    by: str
    at: datetime
    items: int

    @property
    def title(self) -> str:
        """The name with the version."""
        return f"{self.name}@{self.version}"


@dataclass(frozen=True)
class Changes:
    """What the next version would take in, leave out, and hold with other words than the last one."""

    enter: tuple[GoldenItem, ...]
    leave: tuple[GoldenItem, ...]
    change: tuple[GoldenItem, ...]

    def __bool__(self) -> bool:
        return bool(self.enter or self.leave or self.change)


def list_sets(engine: sa.Engine) -> tuple[GoldenSet, ...]:
    """Return every frozen version, by name, the newest first."""
    sets, counted = GOLDEN_SETS.c, sa.func.count(GOLDEN_ITEMS.c.place)
    query = sa.select(*sets, counted.label("items")).outerjoin_from(GOLDEN_SETS, GOLDEN_ITEMS).group_by(*sets)
    with engine.connect() as connection:
        rows = connection.execute(query.order_by(sets.name, sets.version.desc())).mappings()
        return tuple(GoldenSet(**row) for row in rows)


def set_of(engine: sa.Engine, told: str) -> GoldenSet:
    """Return the version that `name@version` names, or the newest one of `name`.

    Raises:
        GoldenError: there is none.
    """
    sets = list_sets(engine)
    for one in sets:
        if told in {one.name, one.title}:
            return one
    if not sets:
        raise GoldenError("No golden set is frozen yet. Freeze one: tidegauge golden freeze NAME")
    raise GoldenError(unknown("golden set", told, [text for one in sets for text in (one.name, one.title)]))


def items_of_set(engine: sa.Engine, one: GoldenSet) -> tuple[GoldenItem, ...]:
    """Return the items of a frozen version, in the order in which they were added.

    Raises:
        GoldenError: the database holds something else than what was frozen.
    """
    query = sa.select(GOLDEN_ITEMS.c.item).where(GOLDEN_ITEMS.c.golden_set == one.id)
    with engine.connect() as connection:
        texts = connection.execute(query.order_by(GOLDEN_ITEMS.c.place)).scalars().all()
    if content_hash(list(map(text_hash, texts))) != one.hash:
        raise GoldenError(
            f"Golden set {one.title} was changed in the database: its content is not what was frozen "
            f"(SHA-256 {one.hash[:12]}…). Restore the workbench from a backup."
        )
    return tuple(map(item_of, texts))


def changes_of(engine: sa.Engine, name: str) -> Changes:
    """Return what freezing a set now would change against its last version."""
    last = next((one for one in list_sets(engine) if one.name == name), None)
    before = {item.key: item for item in (items_of_set(engine, last) if last else ())}
    after = {item.key: item for item in candidates(engine, name)}
    return Changes(
        enter=tuple(item for key, item in after.items() if key not in before),
        leave=tuple(item for key, item in before.items() if key not in after),
        change=tuple(item for key, item in after.items() if key in before and before[key] != item),
    )


def freeze(engine: sa.Engine, name: str, *, note: str = "", by: str, at: datetime) -> GoldenSet:
    """Freeze what was added to a set as its next version, all or nothing, and return it.

    Raises:
        GoldenError: nothing was added, or nothing is other than in the last version.
        NotAllowedError: there are members, and who signs is no lead.
    """
    name, items = set_name(name), candidates(engine, name)
    if not items:
        raise GoldenError(f"Nothing was added to the golden set “{name}”, so there is nothing to freeze.")
    if not by.strip():
        raise GoldenError("Who freezes the golden set? Versions are signed.")
    if not changes_of(engine, name):
        last = set_of(engine, name)
        raise GoldenError(
            f"Nothing is other than in {last.title}: it has the same content ({last.hash[:12]}…)."
        )
    last_version = max((one.version for one in list_sets(engine) if one.name == name), default=0)
    values = {"name": name, "version": last_version + 1, "note": storable(note)}
    try:
        with engine.begin() as connection:
            _write(connection, values, items, by=by, at=at)
    except IntegrityError:
        raise GoldenError(
            f"Somebody else froze {name}@{last_version + 1} at this moment. Look at it first."
        ) from None
    return set_of(engine, f"{name}@{last_version + 1}")


def _write(
    connection: sa.Connection,
    values: dict[str, object],
    items: Sequence[GoldenItem],
    *,
    by: str,
    at: datetime,
) -> None:
    allow(connection, by, Act.LEAD)
    whole = content_hash([item.hash for item in items])
    row = {**values, "hash": whole, "by": by, "at": at}
    key = connection.execute(sa.insert(GOLDEN_SETS).values(row)).inserted_primary_key
    number = int(key[0]) if key else 0
    rows = [
        {"golden_set": number, "place": place, "hash": item.hash, "item": canonical(item)}
        for place, item in enumerate(items, start=1)
    ]
    connection.execute(sa.insert(GOLDEN_ITEMS), rows)
    said = {"set": values["name"], "version": values["version"], "items": len(rows), "hash": whole}
    record(connection, by, "freeze golden set", said=said, at=at)
