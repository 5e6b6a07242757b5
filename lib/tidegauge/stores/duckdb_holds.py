"""Rows that a page groups many times, copied once into DuckDB's memory; the next page with the same rows finds them.

A copy takes a tenth of the memory of the rows once it is compressed, and groups faster: its texts are a dictionary.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

import duckdb
import sqlalchemy as sa

from tidegauge.errors import StoreError
from tidegauge.stores._store import Held
from tidegauge.stores.duckdb_engine import compiled, run

MOST_ROWS = 1_500_000
"""Rows of one copy: before it is compressed a row takes about 250 bytes. More are read anew for every question."""
ALL_ROWS = 4_000_000
"""Rows of all copies together, at about 30 bytes each. The copies that nobody used for longest go first."""


@dataclass
class _Copy:
    """A copy, how many read it just now, and its rows; `rows` is None where there are too many to be copied."""

    name: str
    rows: int | None
    users: int = 0


class Holds:
    """The copies of one connection. Safe to share between threads."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._copies: dict[tuple[str, str], _Copy] = {}  # the last used comes last
        self._numbers = count()

    @contextmanager
    def hold(self, query: sa.Select[Any]) -> Iterator[Held]:
        """Hold the rows of `query` until the block ends, and for as long after as there is room.

        Raises:
            StoreError: DuckDB refuses the statement.
        """
        sql, parameters = compiled(query)
        key = (sql, repr(parameters))
        with self._lock:
            copy = self._copies.pop(key, None) or self._copy(sql, parameters)
            self._copies[key] = copy
            copy.users += 1
        try:
            rows = query.subquery("calls") if copy.rows is None else _table(copy.name, query)
            yield Held(rows, partial(run, self._connection))
        finally:
            with self._lock:
                copy.users -= 1
                self._make_room()

    def _copy(self, sql: str, parameters: list[Any]) -> _Copy:
        name = f"held_{next(self._numbers)}"
        try:
            with self._connection.cursor() as cursor:
                ((rows,),) = cursor.execute(f"SELECT count(*) FROM ({sql})", parameters).fetchall()  # noqa: S608  compiled by SQLAlchemy
                if rows > MOST_ROWS:
                    return _Copy(name, None)
                cursor.execute(f"ATTACH ':memory:' AS {name} (COMPRESS)")
                cursor.execute(f"CREATE TABLE {name}.calls AS {sql}", parameters)
                cursor.execute(f"CHECKPOINT {name}")  # this is what compresses
        except duckdb.Error as error:
            raise StoreError(f"The trace store could not answer: {str(error).splitlines()[0]}") from error
        return _Copy(name, rows)

    def _make_room(self) -> None:
        for key, copy in list(self._copies.items()):
            if sum(one.rows or 0 for one in self._copies.values()) <= ALL_ROWS:
                return
            if copy.rows is not None and not copy.users:
                self._connection.cursor().execute(f"DETACH {copy.name}")
                del self._copies[key]


def _table(name: str, query: sa.Select[Any]) -> sa.TableClause:
    columns = [sa.column(column.name, column.type) for column in query.selected_columns]
    return sa.table("calls", *columns, schema=name)
