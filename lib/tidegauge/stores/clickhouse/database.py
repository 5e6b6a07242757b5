"""ClickHouse, opened for reading: a server, or the embedded engine (chDB). Results arrive as Arrow."""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy.sql.elements import _anonymous_label

from tidegauge.schema.tables import Kind
from tidegauge.stores.addresses import Address
from tidegauge.stores.beside import folder_of
from tidegauge.stores.cancelling import stopped_by
from tidegauge.stores.clickhouse.client import SETTINGS, Clients, place_of
from tidegauge.stores.clickhouse.errors import refused
from tidegauge.stores.clickhouse.question import Question
from tidegauge.stores.clickhouse.stream import blocks
from tidegauge.stores.clickhouse.types import kind_of
from tidegauge.stores.database import Columns, Database
from tidegauge.stores.frames import conformed
from tidegauge.stores.frames import kind_of as asked_kind

_TABLES = (
    "SELECT table, name, lower(type) AS written FROM system.columns "
    "WHERE database = currentDatabase() AND default_kind != 'EPHEMERAL' ORDER BY table, position"
)
# Merges rewrite parts and leave this as it is; inserts, deletions and new columns do not.
_MARK = """
SELECT
    (SELECT sum(cityHash64(table, partition_id, n, block, version)) FROM (
        SELECT table, partition_id, sum(rows) AS n, max(max_block_number) AS block, max(data_version) AS version
        FROM system.parts
        WHERE active AND database = currentDatabase() AND NOT startsWith(table, 'tidegauge_')
        GROUP BY table, partition_id)) AS parts,
    (SELECT sum(cityHash64(name, engine, metadata_modification_time)) FROM system.tables
        WHERE database = currentDatabase() AND NOT startsWith(name, 'tidegauge_')) AS layout,
    (SELECT count() FROM system.tables
        WHERE database = currentDatabase() AND name = 'tidegauge_commits') AS ours
"""
# Of parts whose columns lie in one file no sizes are known: the texts of a call are wide in any store.
_WIDE = """
SELECT name FROM system.columns
WHERE database = currentDatabase() AND table = '{table}' AND (name IN ('input_text', 'output_text')
    OR data_uncompressed_bytes > {least} * (SELECT sum(rows) FROM system.parts
        WHERE active AND database = currentDatabase() AND table = '{table}'))
"""
_LEAST_WIDE = 64
# The parts of a cluster lie on other servers.
_COMMITS = "SELECT count(), max(place) FROM tidegauge_commits"


class ClickHouseDatabase(Database):
    """One database of a ClickHouse, opened for reading only."""

    def __init__(self, address: Address) -> None:
        self.place = place_of(address)
        self.address = address.shown
        self.dialect = "clickhousedb"
        self.product = self.place.product
        self.schema = self.place.database
        limits = {"max_execution_time": self.place.seconds, "readonly": 2}
        self._clients = Clients(self.place, {**SETTINGS, **limits})

    def tables(self) -> Mapping[str, Columns]:
        """Return every table and view of the database."""
        found: dict[str, dict[str, str]] = {}
        for table, name, written in self._frame(_TABLES).iter_rows():
            found.setdefault(table, {})[name] = written
        return found

    def kind(self, written: str) -> Kind:
        """Return what a column of this type holds."""
        return kind_of(written)

    def mark(self) -> str:
        """Return a number that changes with every insert, deletion and new column."""
        *found, ours = self._frame(_MARK).row(0)
        return str((*found, *(self._frame(_COMMITS).row(0) if ours else ())))

    def read(self, query: sa.Select[Any]) -> pl.DataFrame:
        """Return the rows of `query`."""
        return _shaped(self._frame(self._compiled(query)), query)

    def beside(self) -> Path | None:
        """Return a folder of its own for an embedded engine, which only one process opens."""
        if not self.place.embedded:
            return None
        path = Path(str(self.place.arguments["path"])).absolute()
        return folder_of(f"{path.name}-{self.schema}", f"{path} {self.schema}") / "days"

    def wide(self, table: str) -> frozenset[str]:
        """Return the columns of a table with 64 bytes a value or more."""
        return frozenset(self._frame(_WIDE.format(table=table, least=_LEAST_WIDE))["name"])

    def told(self, query: sa.Select[Any]) -> str:
        """Return the statement with its values: only this dialect spells what another tool's Selects are made of."""
        return self._compiled(query)

    def batches(self, query: sa.Select[Any], rows: int) -> Iterator[pl.DataFrame]:
        """Yield the rows of `query` in frames of at least `rows`, the last one but for that; at least one frame."""
        waiting: list[pl.DataFrame] = []
        sent = False
        with self._asking() as mark:
            for block in blocks(self._clients, mark + self._compiled(query)):
                waiting.append(_shaped(block, query))
                if sum(frame.height for frame in waiting) >= rows:
                    yield pl.concat(waiting)
                    waiting, sent = [], True
        if waiting or not sent:
            yield pl.concat(waiting) if waiting else self.read(query.limit(0))

    def close(self) -> None:
        """Let go of the connections."""
        self._clients.close()

    def _compiled(self, query: sa.Select[Any]) -> str:
        self._clients.check()
        # The dialect is in the extra, too.
        from tidegauge.stores.clickhouse.dialect import compiled  # noqa: PLC0415

        return compiled(query)

    def _frame(self, sql: str) -> pl.DataFrame:
        with self._asking() as mark, self._clients.client() as client:
            found = client.raw_query(mark + sql, fmt="Arrow")
        return pl.read_ipc(io.BytesIO(found))

    @contextmanager
    def _asking(self) -> Iterator[str]:
        """Lend what a statement must begin with, so that it can be found and stopped."""
        self._clients.check()
        from clickhouse_connect.driver.exceptions import ClickHouseError  # noqa: PLC0415

        question = Question(self._clients)
        try:
            with question, stopped_by(question.stop):
                yield question.mark
        except ClickHouseError as error:
            raise refused(error, self.address, self.place.seconds) from None


def _shaped(frame: pl.DataFrame, query: sa.Select[Any]) -> pl.DataFrame:
    named = _named(frame, query)
    return conformed(_times(named, query), query)


def _named(frame: pl.DataFrame, query: sa.Select[Any]) -> pl.DataFrame:
    """Return `frame` with the names that the statement says: of two tables with a column, ClickHouse writes both."""
    names = [
        _given(column) or found for found, column in zip(frame.columns, query.selected_columns, strict=True)
    ]
    return frame.rename(dict(zip(frame.columns, names, strict=True)))


def _given(column: sa.ColumnElement[Any]) -> str | None:
    named = isinstance(column, sa.Label | sa.ColumnClause) and not isinstance(column.name, _anonymous_label)
    return column.name if named else None


def _times(frame: pl.DataFrame, query: sa.Select[Any]) -> pl.DataFrame:
    """Return `frame` with DateTime columns, which Arrow gets as whole seconds, as times."""
    names = [
        name
        for name, column in zip(frame.columns, query.selected_columns, strict=True)
        if asked_kind(column.type) is Kind.TIME and frame.schema[name].is_integer()
    ]
    return frame.with_columns(pl.from_epoch(pl.col(name).cast(pl.Int64), "s") for name in names)
