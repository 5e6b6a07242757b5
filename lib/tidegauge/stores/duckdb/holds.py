"""Rows that a page groups many times, copied once into DuckDB's memory; the next page with the same rows finds them.

A copy takes a tenth of the memory of the rows once it is compressed, and groups faster: its texts are a dictionary.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count, pairwise
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

import duckdb
import sqlalchemy as sa

from tidegauge.stores._store import Held
from tidegauge.stores.cancelling import stopped_by
from tidegauge.stores.duckdb.engine import compiled, refused, run_grouped
from tidegauge.stores.duckdb.views import quoted

MOST_ROWS = 6_000_000
"""Rows of one copy. More are read anew for every question."""
ALL_ROWS = 8_000_000
"""Rows of all copies together, at about 25 bytes each. The copies that nobody used for longest go first."""
SLICE = 1_200_000
"""Rows that are copied at once: before they are compressed they take about 250 bytes each."""

Compiled: TypeAlias = tuple[str, list[Any], tuple[str, str]]
"""SQL, its parameters, and the key of the copy."""


@dataclass
class Copy:
    """A copy, how many read it just now, and its rows; `rows` is None where there are too many to be copied."""

    name: str
    rows: int | None
    users: int = 0


class Holds:
    """The copies of one connection. Safe to share between threads."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._copies: dict[tuple[str, str], Copy] = {}  # the last used comes last
        self._numbers = count()
        self._known: WeakKeyDictionary[sa.Select[Any], Compiled] = WeakKeyDictionary()

    @contextmanager
    def hold(self, query: sa.Select[Any]) -> Iterator[Held]:
        """Hold the rows of `query` until the block ends, and for as long after as there is room.

        Raises:
            StoreError: DuckDB refuses the statement.
        """
        sql, parameters, key = self._compiled(query)
        with self._lock:
            copy = self._copies.pop(key, None) or self._copy(query, sql, parameters)
            self._copies[key] = copy
            copy.users += 1
        try:
            yield self._uncopied(query) if copy.rows is None else self._copied(copy.name, query)
        finally:
            with self._lock:
                copy.users -= 1
                self._make_room()

    def _copied(self, name: str, query: sa.Select[Any]) -> Held:
        return Held(_table(name, query), partial(run_grouped, self._connection))

    def _uncopied(self, query: sa.Select[Any]) -> Held:
        return Held(query.subquery("calls"), partial(run_grouped, self._connection))

    def _compiled(self, query: sa.Select[Any]) -> Compiled:
        # A report that asks again brings the same statement: spelling it out takes longer than finding the copy.
        if query not in self._known:
            sql, parameters = compiled(query)
            self._known[query] = (sql, parameters, (sql, repr(parameters)))
        return self._known[query]

    def _copy(self, query: sa.Select[Any], sql: str, parameters: list[Any]) -> Copy:
        name = f"held_{next(self._numbers)}"
        with self._connection.cursor() as cursor, stopped_by(cursor.interrupt), refused():
            ((rows,),) = cursor.execute(f"SELECT count(*) FROM ({sql})", parameters).fetchall()  # noqa: S608  compiled by SQLAlchemy
            if rows > MOST_ROWS:
                return Copy(name, None)
            cursor.execute(f"ATTACH ':memory:' AS {name} (COMPRESS)")
            try:
                self._fill(cursor, name, query, (sql, parameters), rows)
            except BaseException:
                # Stopped half way: nobody will ever read it.
                cursor.execute(f"DETACH {name}")
                raise
        return Copy(name, rows)

    def _fill(
        self,
        cursor: duckdb.DuckDBPyConnection,
        name: str,
        query: sa.Select[Any],
        asked: tuple[str, list[Any]],
        rows: int,
    ) -> None:
        sql, parameters = asked
        cursor.execute(f"CREATE TABLE {name}.calls AS SELECT * FROM ({sql}) LIMIT 0", parameters)  # noqa: S608  compiled by SQLAlchemy
        for condition, ends in _slices(cursor, query, sql, parameters, rows):
            cursor.execute(
                f"INSERT INTO {name}.calls SELECT * FROM ({sql}) WHERE {condition}",  # noqa: S608  as above
                [*parameters, *ends],
            )
            cursor.execute(f"CHECKPOINT {name}")  # this is what compresses

    def _make_room(self) -> None:
        for key, copy in list(self._copies.items()):
            if sum(one.rows or 0 for one in self._copies.values()) <= ALL_ROWS:
                return
            if copy.rows is not None and not copy.users:
                self._connection.cursor().execute(f"DETACH {copy.name}")
                del self._copies[key]


def _slices(
    cursor: duckdb.DuckDBPyConnection, query: sa.Select[Any], sql: str, parameters: list[Any], rows: int
) -> list[tuple[str, list[Any]]]:
    """Return conditions that divide rows into about equal parts, none above `SLICE`, along the first column."""
    parts, name = -(-rows // SLICE), quoted(query.selected_columns[0].name)
    shares = [part / parts for part in range(1, parts)]
    asked = f"SELECT approx_quantile({name}, {shares}) FROM ({sql})"  # noqa: S608  compiled by SQLAlchemy
    ends = cursor.execute(asked, parameters).fetchall()[0][0] if shares else None
    if ends is None:
        return [("true", [])]
    within = [(f"{name} >= ? AND {name} < ?", [start, end]) for start, end in pairwise(ends)]
    return [
        (f"{name} < ? OR {name} IS NULL", [ends[0]]),
        *within,
        (f"{name} >= ?", [ends[-1]]),
    ]


def _table(name: str, query: sa.Select[Any]) -> sa.TableClause:
    columns = [sa.column(column.name, column.type) for column in query.selected_columns]
    return sa.table("calls", *columns, schema=name)
