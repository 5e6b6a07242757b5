"""Rows of a database that a page groups many times, copied once into DuckDB's memory as they arrive."""

from typing import Any

import duckdb
import polars as pl
import sqlalchemy as sa

from tidegauge.stores._store import Held
from tidegauge.stores.database import Database
from tidegauge.stores.duckdb.engine import connected
from tidegauge.stores.duckdb.holds import MOST_ROWS, SLICE, Compiled, Copy, Holds

_BATCH = 200_000


class DatabaseHolds(Holds):
    """The copies of one state of a database. `spans` is how many it holds: fewer than may be copied need no count."""

    def __init__(self, database: Database, spans: int) -> None:
        super().__init__(connected())
        self._database = database
        self._few = spans <= MOST_ROWS

    def _compiled(self, query: sa.Select[Any]) -> Compiled:
        return ("", [], (self._database.told(query), ""))

    def _uncopied(self, query: sa.Select[Any]) -> Held:
        return Held(query.subquery("calls"), self._database.read)

    def _copy(self, query: sa.Select[Any], _sql: str, _parameters: list[Any]) -> Copy:
        name = f"held_{next(self._numbers)}"
        if not self._few and self._count(query) > MOST_ROWS:
            return Copy(name, None)
        with self._connection.cursor() as cursor:
            cursor.execute(f"ATTACH ':memory:' AS {name} (COMPRESS)")
            try:
                return Copy(name, self._arrived(cursor, name, query))
            except BaseException:
                # Stopped half way: nobody will ever read it.
                cursor.execute(f"DETACH {name}")
                raise

    def _arrived(self, cursor: duckdb.DuckDBPyConnection, name: str, query: sa.Select[Any]) -> int:
        rows, loose = 0, 0
        for frame in self._database.batches(query, _BATCH):
            cursor.register("arrived", frame.to_arrow())
            cursor.execute(f"CREATE TABLE IF NOT EXISTS {name}.calls AS SELECT * FROM arrived LIMIT 0")  # noqa: S608  as below
            cursor.execute(f"INSERT INTO {name}.calls SELECT * FROM arrived")  # noqa: S608  a name of ours
            cursor.unregister("arrived")
            rows, loose = rows + frame.height, loose + frame.height
            if loose >= SLICE:
                cursor.execute(f"CHECKPOINT {name}")  # this is what compresses
                loose = 0
        cursor.execute(f"CHECKPOINT {name}")
        return rows

    def _count(self, query: sa.Select[Any]) -> int:
        asked = sa.select(sa.func.count().label("rows")).select_from(query.subquery("calls"))
        found: pl.DataFrame = self._database.read(asked)
        return int(found["rows"][0])
