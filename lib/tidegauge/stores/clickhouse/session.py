"""Statements that write: run on connections of their own, with what ClickHouse refuses told in our sentences."""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import polars as pl

from tidegauge.stores.clickhouse.client import Clients
from tidegauge.stores.clickhouse.errors import refused


class Session:
    """A place to send statements to."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self.place = clients.place

    def command(self, statement: str) -> None:
        """Run a statement that has no result.

        Raises:
            StoreError: the server is away, or refuses it.
        """
        with self._lent() as client:
            client.command(statement)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the few rows of a query."""
        return self.frame(query).rows()

    def frame(self, query: str) -> pl.DataFrame:
        """Return the rows of a query, times without a zone."""
        with self._lent() as client:
            found = client.raw_query(query, fmt="Arrow")
        frame = pl.read_ipc(io.BytesIO(found))
        zoned = [
            name for name, kind in frame.schema.items() if isinstance(kind, pl.Datetime) and kind.time_zone
        ]
        return frame.with_columns(pl.col(name).dt.replace_time_zone(None) for name in zoned)

    def insert(self, table: str, frame: pl.DataFrame) -> None:
        """Send rows as one block of Arrow."""
        block = io.BytesIO()
        frame.write_ipc(block, compat_level=pl.CompatLevel.oldest())
        with self._lent() as client:
            client.raw_insert(table, frame.columns, block.getvalue(), fmt="Arrow")

    def put(self, table: str, row: Mapping[str, str]) -> None:
        """Insert one row of values that are SQL already."""
        self.command(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(row.values())})")  # noqa: S608  as said

    def close(self) -> None:
        """Let go of the connections."""
        self._clients.close()

    @contextmanager
    def _lent(self) -> Iterator[Any]:
        self._clients.check()
        from clickhouse_connect.driver.exceptions import ClickHouseError  # noqa: PLC0415  an extra

        try:
            with self._clients.client() as client:
                yield client
        except ClickHouseError as error:
            raise refused(error, self.place.shown, self.place.seconds) from None
