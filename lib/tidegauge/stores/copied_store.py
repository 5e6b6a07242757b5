"""A database as a store that answers from a local copy where that pays, and else where its rows lie."""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import polars as pl
import sqlalchemy as sa
from sqlalchemy.sql import visitors

from tidegauge.errors import StoreCancelledError, StoreError, StoreTimeoutError
from tidegauge.filters import Window
from tidegauge.schema.catalog import Catalog
from tidegauge.sources.peer import Left, Peer
from tidegauge.stores import own_records
from tidegauge.stores._store import Held, Store
from tidegauge.stores.copying import Names, Progress
from tidegauge.stores.database_store import DatabaseStore
from tidegauge.stores.days.answers import DayAnswers
from tidegauge.stores.days.question import DayQuestion
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.reader import Lake
from tidegauge.stores.mirror import Mirror, NoCopyError
from tidegauge.stores.origin import OriginStore

Answer = TypeVar("Answer")

ASKED_AT = 30.0
"""Seconds for which a store that needed no copy is not asked again whether it needs one now."""
_QUARANTINED = "They break a rule and are in quarantine."
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Copied:
    """How a database is copied: from which `origin`, into which folder, and whether that pays now.

    `required` says that it cannot be answered well where it lies, so that a copy which cannot be kept is an error.
    """

    origin: OriginStore
    folder: Path
    pays: Callable[[], bool]
    required: bool


class CopiedStore(Store):
    """A database, opened for reading. Its copy is made once, in bounded memory, and brought up to date while it is used."""

    def __init__(self, plain: DatabaseStore, copied: Copied) -> None:
        self.database = plain.database
        self.url = plain.url
        self._plain = plain
        self._how = copied
        self._pays, self._asked = False, float("-inf")
        self._mirror = Mirror(copied.origin, copied.folder)

    @property
    def product(self) -> str:
        """The database, or the tool whose store it is."""
        peer = self.peer
        return f"{peer.product} on {self.database.product}" if peer else self.database.product

    @property
    def peer(self) -> Peer | None:
        """The tool whose store it is; None where the tables are ours."""
        return self._answered(self._peer, lambda: self._plain.peer)

    @property
    def reads_rows(self) -> bool:
        """Whether it is answered from rows: a copy is not."""
        return self._answered(lambda: False, lambda: self._plain.reads_rows)

    @property
    def imports(self) -> tuple[ImportRecord, ...]:
        """What was imported into it; a copy was not."""
        return own_records.imports(self.database.read, self.database.tables())

    @property
    def missing_tables(self) -> tuple[str, ...]:
        """Tables that somebody took away from a store that Tidegauge made."""
        return own_records.missing_tables(self.database.tables())

    @property
    def progress(self) -> Progress | None:
        """How far the first copy has come, while it is made."""
        return self._mirror.progress

    @property
    def doing(self) -> str | None:
        """How far the first copy has come, in words."""
        made = self.progress
        of = f" of {made.expected:,}" if made and made.expected else ""
        return f"Copying the store, once: {made.rows:,}{of} {made.table}" if made else None

    def refresh(self) -> None:
        """Look at the database again at the next question."""
        self._pays, self._asked = False, float("-inf")
        self._plain.refresh()
        self._mirror.refresh()

    def catalog(self) -> Catalog:
        """Return what the database holds.

        Raises:
            StoreError: it does not answer, or is no trace store that we know.
        """
        return self._answered(lambda: self._mirror.current().catalog(), self._plain.catalog)

    def read(self, query: sa.Select[Any]) -> pl.DataFrame:
        """Return the rows of `query`. One that names the database's own tables is asked where they lie.

        Raises:
            StoreError: the database does not answer, or the statement is refused.
        """
        return self._answered(
            lambda: self.database.read(query) if _names_schema(query) else self._mirror.current().read(query),
            lambda: self._plain.read(query),
        )

    def hold(self, query: sa.Select[Any]) -> AbstractContextManager[Held]:
        """Keep the rows of `query` at hand until the block ends.

        Raises:
            StoreError: as `read`.
        """
        return self._answered(lambda: self._mirror.current().hold(query), lambda: self._plain.hold(query))

    @property
    def days(self) -> DayAnswers | None:
        """What keeps the answers of days of what is answered from."""
        return self._answered(lambda: self._mirror.current().days, lambda: self._plain.days)

    def read_days(self, question: DayQuestion, windows: Sequence[Window]) -> list[pl.DataFrame]:
        """Return for each window the rows of a question that adds up over days.

        Raises:
            StoreError: as `read`.
        """
        return self._answered(
            lambda: self._mirror.current().read_days(question, windows),
            lambda: self._plain.read_days(question, windows),
        )

    def read_kept(
        self,
        query: sa.Select[Any],
        windows: Sequence[Window] | None = None,
        read: Callable[[], pl.DataFrame] | None = None,
    ) -> pl.DataFrame:
        """Return the rows of a query that reads no spans outside of `windows`, or any.

        Raises:
            StoreError: as `read`.
        """
        return self._answered(
            lambda: self._mirror.current().read_kept(query, windows, read),
            lambda: self._plain.read_kept(query, windows, read),
        )

    def quarantined(self, batch: str, most: int) -> pl.DataFrame:
        """Return rows that an import could not use, in the order of its file."""
        return own_records.quarantined(self.database.read, self.database.tables(), batch, most)

    def version(self) -> str:
        """Return a text that changes whenever what is answered from has."""
        return self._answered(lambda: f"{self.url} {self._mirror.current().version()}", self._plain.version)

    def _peer(self) -> Peer | None:
        peer = self._mirror.peer
        return peer and replace(peer, left=_with_quarantined(peer, self._mirror.lake, self._how.origin.name))

    def _answered(self, copied: Callable[[], Answer], plain: Callable[[], Answer]) -> Answer:
        """Answer from the copy, which is made anew if it turns out to be damaged, or from the database itself."""
        if not self._is_copied():
            return plain()
        try:
            return copied()
        except (StoreCancelledError, StoreTimeoutError):
            raise
        except NoCopyError as error:
            if self._how.required:
                raise
            _LOG.warning("%s Until then it is read where it is, which takes longer.", error)
            self._pays, self._asked = False, time.monotonic()
            return plain()
        except StoreError:
            if not self._mirror.repaired():
                raise
            return copied()

    def _is_copied(self) -> bool:
        if not self._pays and time.monotonic() - self._asked >= ASKED_AT:
            self._pays, self._asked = self._how.pays(), time.monotonic()
        return self._pays


def _with_quarantined(peer: Peer, lake: Lake, origin: str) -> dict[str, tuple[Left, ...]]:
    marks = lake.manifest().marks
    found = dict(peer.left)
    for table in peer.tables:
        if count := marks.get(Names(origin).bad(table), 0):
            rows: sa.Select[Any] = sa.select(sa.literal(count, sa.BigInteger()).label("rows"))
            found[table] = (*found.get(table, ()), Left(_QUARANTINED, rows))
    return found


def _names_schema(query: sa.Select[Any]) -> bool:
    return any(
        isinstance(element, sa.TableClause) and element.schema is not None
        for element in visitors.iterate(query)
    )
