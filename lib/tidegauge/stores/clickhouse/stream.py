"""Many rows, a block at a time, so that a copy of a whole store needs little memory."""

import io
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl
import pyarrow as pa

from tidegauge.stores.clickhouse.client import Clients


def blocks(clients: Clients, sql: str) -> Iterator[pl.DataFrame]:
    """Yield the rows of a statement as ClickHouse sends them. Nothing may be yielded where there are none."""
    if clients.place.embedded:
        yield from _embedded(clients.place.arguments["path"], clients.place.database, clients.settings, sql)
        return
    with clients.client() as client, client.raw_stream(sql, fmt="ArrowStream") as stream:
        for batch in pa.ipc.open_stream(stream):
            yield _frame(pa.Table.from_batches([batch]))


def _embedded(path: str, database: str, settings: Mapping[str, Any], sql: str) -> Iterator[pl.DataFrame]:
    # The driver would put the whole answer into memory first: it cannot join the pieces of this format.
    import chdb  # noqa: PLC0415  an extra

    engine: Any = chdb  # its functions have no types
    connection = engine.connect(path)
    try:
        connection.query(f"USE `{database}`")
        for name, value in settings.items():
            connection.query(f"SET {name} = '{value}'")
        with connection.send_query(sql, "Arrow") as pieces:
            for piece in pieces:
                if found := piece.bytes():
                    yield pl.read_ipc(io.BytesIO(found))
    finally:
        connection.close()


def _frame(table: pa.Table) -> pl.DataFrame:
    found = pl.from_arrow(table)
    assert isinstance(found, pl.DataFrame)  # noqa: S101  a table never comes back as one column
    return found
