"""A SQLite file, opened for reading only: it may be written to at the same time by whoever owns it."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import polars as pl
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from tidegauge.errors import StoreError
from tidegauge.schema.tables import Kind
from tidegauge.stores.address_mistakes import check_parameters
from tidegauge.stores.addresses import Address
from tidegauge.stores.cancelling import stopped_by
from tidegauge.stores.database import Columns, Database
from tidegauge.stores.frames import conformed
from tidegauge.stores.sqlite import sql as sqlite_sql  # noqa: F401  spells our functions
from tidegauge.stores.sqlite.frames import frame_of

PATIENCE = 10.0
"""Seconds to wait while another process holds the file, which is a moment in WAL mode."""
BATCH = 20_000
_PARAMETERS = (
    "cache",
    "cached_statements",
    "check_same_thread",
    "detect_types",
    "immutable",
    "isolation_level",
    "mode",
    "nolock",
    "psow",
    "timeout",
    "uri",
    "vfs",
)
"""What addresses tell SQLite and its driver. Whatever they say, the file is opened for reading only."""
_DIALECT = sqlite.dialect(paramstyle="named")


class SQLiteDatabase(Database):
    """A SQLite file. Every read has a connection of its own, so that threads share nothing."""

    product = "SQLite"
    dialect = "sqlite"
    schema = "main"

    def __init__(self, address: Address) -> None:
        self.address = address.shown
        check_parameters(self.address, address.url.query, ("project", *_PARAMETERS))
        self.path = Path(address.url.database or "")

    def tables(self) -> Mapping[str, Columns]:
        """Return every table and view, with the columns that SQLite computes."""
        listed = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name"
        # `table_xinfo`: `table_info` keeps quiet about generated columns.
        columns = "SELECT name, lower(type) FROM pragma_table_xinfo(?)"
        with self._connected("does not answer") as connection:
            names = [name for (name,) in connection.execute(listed) if not name.startswith("sqlite_")]
            return {name: dict(connection.execute(columns, [name]).fetchall()) for name in names}

    def kind(self, written: str) -> Kind:
        """Return what a column of this type holds, by SQLite's own rules; booleans and times by their names."""
        for kind, words in _WORDS.items():
            if any(word in written for word in words):
                return kind
        return Kind.TEXT

    def mark(self) -> str:
        """Return the sizes and times of the file and of its log of writes: nothing is opened."""
        return "/".join(map(_stamp, (self.path, Path(f"{self.path}-wal"))))

    def read(self, query: sa.Select[Any]) -> pl.DataFrame:
        """Return the rows of `query`."""
        frames = list(self.batches(query, BATCH))
        return pl.concat(frames) if len(frames) > 1 else frames[0]

    def batches(self, query: sa.Select[Any], rows: int) -> Iterator[pl.DataFrame]:
        """Yield the rows of `query` in frames of at most `rows`, all of one state of the file; at least one frame.

        Raises:
            StoreError: the database does not answer, or refuses the statement.
        """
        compiled = query.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
        with self._connected("could not answer") as connection, stopped_by(connection.interrupt):
            cursor = connection.execute(str(compiled), _bound(compiled))
            found = cursor.fetchmany(rows)
            yield conformed(frame_of(found, query), query)
            while len(found) == rows and (found := cursor.fetchmany(rows)):
                yield conformed(frame_of(found, query), query)

    @contextmanager
    def _connected(self, refused: str) -> Iterator[sqlite3.Connection]:
        where = f"file:{quote(str(self.path.absolute()))}?mode=ro"
        try:
            # Any thread may close it: a generator ends wherever it is let go.
            made = sqlite3.connect(where, uri=True, timeout=PATIENCE, check_same_thread=False)
            with closing(made) as connection:
                connection.execute("PRAGMA query_only = ON")
                yield connection
        except sqlite3.Error as error:
            raise StoreError(f"The store {self.address} {refused}: {self._reason(error)}") from error

    def _reason(self, error: sqlite3.Error) -> str:
        said = str(error).splitlines()[0]
        if "not a database" in said:
            return f"{said}, or it is encrypted. Rows of another file go into a store first: tidegauge import FILE"
        if "unable to open" not in said:
            return said
        if not self.path.exists():
            return f"there is no file {self.path}. sqlite:/// takes a path from here, sqlite://// one from the root."
        return f"{said}. The file, its folder and the -wal and -shm files beside it must be readable."


_WORDS: dict[Kind, tuple[str, ...]] = {
    Kind.TIME: ("timestamp", "datetime"),
    Kind.BOOLEAN: ("bool",),
    Kind.INTEGER: ("int",),
    Kind.TEXT: ("char", "clob", "text", "json"),
    Kind.NUMBER: ("real", "floa", "doub", "numeric", "decimal"),
}


def _stamp(path: Path) -> str:
    try:
        found = path.stat()
    except OSError:
        return "-"
    return f"{found.st_size}.{found.st_mtime_ns}" if found.st_size else "-"


def _bound(compiled: sa.Compiled) -> dict[str, Any]:
    # Values go in as SQLAlchemy's own driver layer would write them: times as text.
    processors = getattr(compiled, "_bind_processors", {})
    return {
        name: processors[name](value) if name in processors else value
        for name, value in (compiled.construct_params() or {}).items()
    }
