"""A database as a store: our own tables, or another tool's seen through Selects, behind one catalog."""

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy.sql import visitors

from tidegauge.errors import StoreError
from tidegauge.schema.catalog import Catalog
from tidegauge.schema.tables import TABLES, Kind
from tidegauge.sources.peer import Peer
from tidegauge.stores import own_records
from tidegauge.stores._store import Held, Store
from tidegauge.stores.database import Database
from tidegauge.stores.database_days import Inspection, database_days
from tidegauge.stores.database_holds import DatabaseHolds
from tidegauge.stores.day_versions import DayVersions
from tidegauge.stores.days.answers import DayAnswers
from tidegauge.stores.inspection import inspect_tables, own_views
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.recognition import check_whole, is_ours, peer_of

LOOKED_AT = 5.0
"""Seconds for which a database is not asked again whether anything changed."""
FAILED = 2.0
"""Seconds for which a database that did not answer is not asked again."""
REFRESHED = 30.0
"""Seconds for which what a database holds is not looked at again, even if rows keep coming."""


@dataclass(frozen=True)
class _Seen:
    """What the database held at `mark`. `views` are the Selects that stand for tables which are not there as such."""

    mark: str
    at: float
    tables: frozenset[str]
    peer: Peer | None
    views: Mapping[str, sa.Select[Any]]
    catalog: Catalog
    holds: DatabaseHolds
    days: DayAnswers | None


class DatabaseStore(Store):
    """A database, opened for reading. It may be away when this is made, and come back."""

    def __init__(self, database: Database, options: Mapping[str, str] | None = None) -> None:
        self.database = database
        self.url = database.address
        self.options = dict(options or {})
        self._lock = threading.Lock()
        self._seen: _Seen | None = None
        self._looked = float("-inf")
        self._failed: tuple[float, StoreError] | None = None
        self._versions = DayVersions()

    @property
    def product(self) -> str:
        """The database, or the tool whose store it is."""
        peer = self._current().peer
        return f"{peer.product} on {self.database.product}" if peer else self.database.product

    @property
    def peer(self) -> Peer | None:
        """The tool whose store this is, or None where the tables are ours."""
        return self._current().peer

    def catalog(self) -> Catalog:
        """Return what the tables hold.

        Raises:
            StoreError: the database does not answer, or is no trace store that we know.
        """
        return self._current().catalog

    def read(self, query: sa.Select[Any]) -> pl.DataFrame:
        """Return the rows of `query`.

        Raises:
            StoreError: the database does not answer, takes too long, or refuses the statement.
        """
        return self.database.read(self._seen_through(query, self._current().views))

    @property
    def reads_rows(self) -> bool:
        """Whether the database keeps whole rows together."""
        return self.database.reads_rows

    @property
    def imports(self) -> tuple[ImportRecord, ...]:
        """What was imported, oldest first, where the tables are ours."""
        return own_records.imports(self.database.read, self._current().tables)

    def quarantined(self, batch: str, most: int) -> pl.DataFrame:
        """Return rows that an import could not use, in the order of its file."""
        return own_records.quarantined(self.database.read, self._current().tables, batch, most)

    @property
    def missing_tables(self) -> tuple[str, ...]:
        """Tables that somebody took away from a store that Tidegauge made."""
        return own_records.missing_tables(self._current().tables)

    def hold(self, query: sa.Select[Any]) -> AbstractContextManager[Held]:
        """Copy the rows of `query` into memory if that is quicker than to ask for them every time.

        Raises:
            StoreError: as `read`.
        """
        current = self._current()
        # Another tool's rows are put together for every statement anew: their newest versions, what their trace says.
        if not self.reads_rows and current.peer is None:
            return super().hold(query)
        return current.holds.hold(self._seen_through(query, current.views))

    @property
    def days(self) -> DayAnswers | None:
        """What keeps the answers of days, where the tables are ours and large, and no other process writes to them."""
        return self._current().days

    def refresh(self) -> None:
        """Ask the database at the next question, and look at its tables again."""
        with self._lock:
            self._looked, self._failed = float("-inf"), None
            if self._seen is not None:
                self._seen = replace(self._seen, mark="", at=float("-inf"))

    def version(self) -> str:
        """Return the database's own mark of change."""
        return f"{self.url}@{self._current().mark}"

    def _current(self) -> _Seen:
        with self._lock:
            now = time.monotonic()
            if self._seen is not None and now - self._looked < LOOKED_AT:
                return self._seen
            if self._failed is not None and now - self._failed[0] < FAILED:
                raise self._failed[1]
            try:
                return self._looked_at(now)
            except StoreError as error:
                self._failed = (time.monotonic(), error)
                raise

    def _looked_at(self, now: float) -> _Seen:
        mark = self.database.mark()
        self._looked = now
        if self._seen is None or (mark != self._seen.mark and now - self._seen.at >= REFRESHED):
            self._seen = self._look(mark, now)
        return self._seen

    def _look(self, mark: str, now: float) -> _Seen:
        tables, ask = self.database.tables(), self.database.read
        own_records.check_format(ask, tables, self.url)
        peer = None if is_ours(tables) else peer_of(self.database, tables, self.options)
        if peer is None:
            check_whole(self.url, self.options)
        if peer is None:
            columns = {
                name: {column: self.database.kind(written) for column, written in tables[name].items()}
                for name in TABLES
                if name in tables
            }
            views = own_views(columns, self.database.schema)
        else:
            columns = {name: dict(table.kinds) for name, table in peer.tables.items()}
            views = {
                name: _completed(table.shown(), table.kinds, name) for name, table in peer.tables.items()
            }
            views |= own_views({}, self.database.schema, without=views)

        def read(query: sa.Select[Any]) -> pl.DataFrame:
            return ask(self._seen_through(query, views))

        looked = Inspection(self.database, mark if peer is None else "", read)
        catalog = self._catalog(columns, looked.read)
        looked.keep(catalog)
        catalog = replace(catalog, aliases=own_records.aliases(ask, tables))
        holds = DatabaseHolds(self.database, catalog.rows["spans"])
        days = database_days(self.database, catalog, mark, read) if peer is None else None
        return _Seen(mark, now, frozenset(tables), peer, views, catalog, holds, days)

    def _catalog(
        self, columns: Mapping[str, Mapping[str, Kind]], read: Callable[[sa.Select[Any]], pl.DataFrame]
    ) -> Catalog:
        days = self.database.days()
        if days is None:
            return inspect_tables(columns, read)
        rows = dict(days.group_by("name").agg(pl.col("rows").sum()).iter_rows())
        counted = {name: int(rows.get(name, 0)) for name in TABLES}
        return inspect_tables(columns, read, counted, lambda: self._versions.last(days, read))

    def _seen_through(self, query: sa.Select[Any], views: Mapping[str, sa.Select[Any]]) -> sa.Select[Any]:
        """Return `query` with the views that it names in front of it."""
        named = {
            element.name
            for element in visitors.iterate(query)
            if isinstance(element, sa.TableClause) and element.schema is None
        }
        # PostgreSQL would write out a view that is named twice before anything is filtered.
        return query.add_cte(
            *(
                views[name].cte(name).prefix_with("NOT MATERIALIZED", dialect="postgresql")
                for name in TABLES
                if name in named and name in views
            )
        )


def _completed(rows: sa.Select[Any], kinds: Mapping[str, Kind], name: str) -> sa.Select[Any]:
    """Return a peer's rows with the canonical columns that it has not, empty."""
    found = rows.subquery("shown")
    lacking = [
        sa.cast(sa.null(), kind.sql).label(column)
        for column, kind in TABLES[name].kinds.items()
        if column not in kinds
    ]
    return sa.select(*found.c, *lacking)
