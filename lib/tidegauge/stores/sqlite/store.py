"""A SQLite file as a store: our own tables are read where they lie, another tool's through a local copy."""

import hashlib
import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import polars as pl
import sqlalchemy as sa
from sqlalchemy.sql import visitors

from tidegauge.errors import StoreCancelledError, StoreError, StoreTimeoutError
from tidegauge.schema.catalog import Catalog
from tidegauge.sources.peer import Left, Peer
from tidegauge.stores._store import Held, Store
from tidegauge.stores.copying import Names, Progress
from tidegauge.stores.database_store import DatabaseStore
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.reader import Lake
from tidegauge.stores.mirror import VARIABLE, Mirror
from tidegauge.stores.origin import OriginStore, database_origin
from tidegauge.stores.recognition import is_ours
from tidegauge.stores.sqlite.database import SQLiteDatabase

Answer = TypeVar("Answer")

MIRRORS = Path("tidegauge-data") / "mirrors"
_QUARANTINED = "They break a rule and are in quarantine."


class SQLiteStore(Store):
    """A SQLite file, opened for reading. SQLite reads rows slowly and groups them in one way only.

    So the store of another tool is copied once, in bounded memory, and the copy is brought up to date while it is used.
    """

    def __init__(self, database: SQLiteDatabase, options: Mapping[str, str]) -> None:
        self.database = database
        self.url = database.address
        self._plain = DatabaseStore(database, options)
        self._ours: bool | None = None
        # The copy is the same from every folder, so it is not remembered by an address that may be relative.
        name = str(database.path.absolute())
        self._origin = OriginStore(
            name, database.mark, lambda: replace(database_origin(database, options), name=name)
        )
        self._mirror = Mirror(self._origin, mirror_folder(database.path, options))

    @property
    def product(self) -> str:
        """SQLite, or the tool whose store it is."""
        peer = self._mirrored(self._peer, lambda: None)
        return f"{peer.product} on {self.database.product}" if peer else self.database.product

    @property
    def peer(self) -> Peer | None:
        """The tool whose store it is; None where the tables are ours."""
        return self._mirrored(self._peer, lambda: None)

    @property
    def imports(self) -> tuple[ImportRecord, ...]:
        """What was imported into it; a copy was not."""
        return self._mirrored(lambda: (), lambda: self._plain.imports)

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
        """Look at the file again at the next question."""
        self._ours = None
        self._plain.refresh()
        self._mirror.refresh()

    def catalog(self) -> Catalog:
        """Return what the file holds.

        Raises:
            StoreError: it cannot be read, or is no trace store that we know.
        """
        return self._mirrored(lambda: self._mirror.current().catalog(), self._plain.catalog)

    def read(self, query: sa.Select[Any]) -> pl.DataFrame:
        """Return the rows of `query`. One that names the other tool's own tables is asked where they lie.

        Raises:
            StoreError: the file cannot be read, or the statement is refused.
        """
        if _names(query, self.database.schema):
            return self.database.read(query)
        return self._mirrored(lambda: self._mirror.current().read(query), lambda: self._plain.read(query))

    def hold(self, query: sa.Select[Any]) -> AbstractContextManager[Held]:
        """Keep the rows of `query` at hand until the block ends.

        Raises:
            StoreError: as `read`.
        """
        return self._mirrored(lambda: self._mirror.current().hold(query), lambda: self._plain.hold(query))

    def version(self) -> str:
        """Return a text that changes whenever the copy has."""
        return self._mirrored(lambda: f"{self.url} {self._mirror.current().version()}", self._plain.version)

    def _peer(self) -> Peer | None:
        peer = self._mirror.peer
        return peer and replace(peer, left=_with_quarantined(peer, self._mirror.lake, self._origin.name))

    def _mirrored(self, copied: Callable[[], Answer], plain: Callable[[], Answer]) -> Answer:
        """Answer from the copy, which is made anew if it turns out to be damaged, or from the file itself."""
        if self._ours is None:
            self._ours = is_ours(self.database.tables())
        if self._ours:
            return plain()
        try:
            return copied()
        except (StoreCancelledError, StoreTimeoutError):
            raise
        except StoreError:
            if not self._mirror.repaired():
                raise
            return copied()


def mirror_folder(path: Path, options: Mapping[str, str]) -> Path:
    """Return where the copy of a file lies; copies of the same file that are narrowed in other ways lie apart."""
    place = f"{path.absolute().resolve()} {sorted(options.items())}"
    name = f"{path.stem}-{hashlib.sha256(place.encode()).hexdigest()[:10]}"
    return Path(os.environ.get(VARIABLE) or MIRRORS).expanduser().absolute() / name


def _with_quarantined(peer: Peer, lake: Lake, origin: str) -> dict[str, tuple[Left, ...]]:
    marks = lake.manifest().marks
    found = dict(peer.left)
    for table in peer.tables:
        if count := marks.get(Names(origin).bad(table), 0):
            rows: sa.Select[Any] = sa.select(sa.literal(count, sa.BigInteger()).label("rows"))
            found[table] = (*found.get(table, ()), Left(_QUARANTINED, rows))
    return found


def _names(query: sa.Select[Any], schema: str) -> bool:
    return any(
        isinstance(element, sa.TableClause) and element.schema == schema
        for element in visitors.iterate(query)
    )
