"""Another tool's trace store, read where it lies: what it is recognised by, and our tables as Selects over its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge.schema.tables import Kind

CHANGED = "changed_at"
"""The column of a `PeerTable` that says when a row was written last: a whole number that grows."""
GONE = "gone"
"""The column that says that a row counts no longer: deleted, overridden, not valid."""


@dataclass(frozen=True)
class Probe:
    """What a database is seen to hold. `schema` qualifies its tables: `sa.table(name, ..., schema=probe.schema)`.

    `tables` maps table -> {column: type as the database writes it}; `options` is what the address says after the
    question mark: `project`, `table`.
    """

    dialect: str
    schema: str
    tables: Mapping[str, Mapping[str, str]]
    read: Callable[[sa.Select[Any]], pl.DataFrame]
    options: Mapping[str, str] = field(default_factory=dict)

    def has(self, table: str, *columns: str) -> bool:
        """Return whether the database has a table with all of these columns."""
        return set(columns) <= self.tables.get(table, {}).keys()

    def known(self, tables: Mapping[str, Mapping[str, Any]]) -> dict[str, sa.TableClause]:
        """Return those of `tables` {table: {column: SQL type}} that are there, each with the columns it has."""
        return {
            name: sa.table(
                name,
                *(sa.column(column, kind) for column, kind in columns.items() if self.has(name, column)),
                schema=self.schema,
            )
            for name, columns in tables.items()
            if name in self.tables
        }


@dataclass(frozen=True)
class PeerTable:
    """One of our tables as a Select over a peer's.

    `rows` yields canonical columns and attributes by name, and `CHANGED` (integer) and `GONE` (boolean, never NULL).
    `kinds` names the columns that `rows` yields, without those two. `overlap` is how far before its last mark a copy
    reads again, in units of `CHANGED`: rows that arrive late are dated earlier than what was copied before.
    """

    rows: sa.Select[Any]
    kinds: Mapping[str, Kind]
    overlap: int = 0

    def shown(self) -> sa.Select[Any]:
        """Return the rows that count, in canonical columns and attributes."""
        every = self.rows.subquery("every_row")
        return sa.select(*(every.c[name] for name in self.kinds)).where(sa.not_(every.c[GONE]))

    def since(self, place: int | None) -> sa.Select[Any]:
        """Return the rows written since `place`, those that count no longer among them, in order of `CHANGED`."""
        every = self.rows.subquery("every_row")
        query = sa.select(*every.c)
        if place is not None:
            query = query.where(every.c[CHANGED] >= place - self.overlap)
        return query.order_by(every.c[CHANGED])


@dataclass(frozen=True)
class Left:
    """Rows of the peer that our pages do not show, why, and a Select of their number (one row, column `rows`).

    They lie `apart` if they are in another table than those that are shown.
    """

    reason: str
    rows: sa.Select[Any]
    apart: bool = False


@dataclass(frozen=True)
class Peer:
    """A peer's store as it was found.

    `read_from` says in words where each canonical field of a table is read: {table: {field: place}}. `counted` are
    Selects of the number of rows at the origin (one row, column `rows`), by our table; `left` what is not shown of
    them. `projects` are the tenants whose rows are shown, `left_out` how many others the store holds, because the
    address asks for one; `notes` are what a person should know about it.
    """

    product: str
    layout: str
    tables: Mapping[str, PeerTable]
    read_from: Mapping[str, Mapping[str, str]]
    counted: Mapping[str, sa.Select[Any]]
    left: Mapping[str, tuple[Left, ...]] = field(default_factory=dict)
    projects: tuple[str, ...] = ()
    left_out: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class PeerKind:
    """A kind of peer. `recognises` looks at tables and columns alone, never at a version; `opened` may read."""

    product: str
    recognises: Callable[[Probe], bool]
    opened: Callable[[Probe], Peer]
