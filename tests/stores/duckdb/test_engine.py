"""Both ways to read a statement give the same frame, and what DuckDB refuses is an error of ours."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import duckdb
import polars as pl
import pytest
import sqlalchemy as sa

from tidegauge.errors import StoreError
from tidegauge.stores.duckdb.engine import connected, run, run_grouped

Read = Callable[[duckdb.DuckDBPyConnection, sa.Select[Any]], pl.DataFrame]
KINDS = {
    "BIGINT": "range",
    "INTEGER": "-range",
    "DOUBLE": "range / 3",
    "VARCHAR": "'w' || range",
    "BOOLEAN": "range > 1",
    "TIMESTAMP": "make_timestamp(range)",
    "HUGEINT": "range",
    "DECIMAL(9,2)": "range / 4",
    "INTEGER[]": "[range]",
}
"""DuckDB's types, each with values."""


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with connected() as opened:
        yield opened


@pytest.mark.parametrize("rows", [0, 1, 5])
@pytest.mark.parametrize("nothing", [False, True], ids=["whole", "with nulls"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_frame_is_the_same_with_and_without_arrow(
    connection: duckdb.DuckDBPyConnection, kind: str, rows: int, nothing: bool
) -> None:
    value = f"CASE WHEN range % 2 = 0 THEN {KINDS[kind]} END" if nothing else KINDS[kind]
    connection.execute(
        f"CREATE TABLE held AS SELECT CAST({value} AS {kind}) AS value, range AS n FROM range({rows})"  # noqa: S608
    )
    query = sa.select(sa.column("value"), sa.column("n")).select_from(sa.table("held"))
    found, expected = run_grouped(connection, query), run(connection, query)
    assert found.equals(expected)
    assert found.schema == expected.schema


@pytest.mark.parametrize("read", [run, run_grouped])
def test_what_is_refused_is_a_store_error(connection: duckdb.DuckDBPyConnection, read: Read) -> None:
    for table in ("nowhere", "select"):
        with pytest.raises(StoreError, match="could not answer"):
            read(connection, sa.select(sa.column("value")).select_from(sa.text(table)))


@pytest.mark.parametrize("read", [run, run_grouped])
def test_threads_that_share_a_statement_do_not_share_its_values(
    connection: duckdb.DuckDBPyConnection, read: Read
) -> None:
    number = sa.column("range", sa.BigInteger())

    def below(most: int) -> int:
        query = sa.select(sa.func.count().label("n")).select_from(sa.text("range(1000)"))
        return int(read(connection, query.where(number < most))["n"][0])

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(below, range(200))) == list(range(200))
