"""Held rows are the rows of the query, stay while somebody reads them, and go when there is no room."""

from collections.abc import Iterator
from threading import Thread

import duckdb
import polars as pl
import pytest
import sqlalchemy as sa

from tidegauge.errors import StoreError
from tidegauge.stores.duckdb import holds as duckdb_holds
from tidegauge.stores.duckdb.holds import Holds

NUMBERS = sa.table("numbers", sa.column("number", sa.BigInteger()), sa.column("word", sa.Text()))


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute(
            "CREATE TABLE numbers AS SELECT range AS number, 'w' || range % 3 AS word FROM range(1000)"
        )
        yield opened


def below(number: int) -> sa.Select[tuple[int, str]]:
    return sa.select(NUMBERS).where(NUMBERS.c.number < number)


def copies(connection: duckdb.DuckDBPyConnection) -> int:
    return len(
        connection.execute("SELECT * FROM duckdb_databases() WHERE database_name LIKE 'held%'").fetchall()
    )


def test_held_rows_are_those_of_the_query(connection: duckdb.DuckDBPyConnection) -> None:
    with Holds(connection).hold(below(100)) as held:
        rows = held.rows
        found = held.read(sa.select(rows.c.word, sa.func.count().label("n")).group_by(rows.c.word))
    assert sorted(found.rows()) == [("w0", 34), ("w1", 33), ("w2", 33)]


def test_the_same_question_finds_its_copy(connection: duckdb.DuckDBPyConnection) -> None:
    holds = Holds(connection)
    with holds.hold(below(100)) as first, holds.hold(below(100)) as second:
        assert str(first.rows) == str(second.rows)
    with holds.hold(below(99)) as other:
        assert other.read(sa.select(sa.func.count().label("n")).select_from(other.rows))["n"][0] == 99
    assert copies(connection) == 2


def test_too_many_rows_are_read_in_place(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duckdb_holds, "MOST_ROWS", 50)
    with Holds(connection).hold(below(100)) as held:
        found = held.read(sa.select(held.rows))
    assert found.equals(pl.DataFrame({"number": range(100), "word": [f"w{n % 3}" for n in range(100)]}))
    assert copies(connection) == 0


@pytest.mark.parametrize("rows", [0, 1, 30, 31, 1000])
def test_a_copy_that_is_made_in_parts_is_whole(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(duckdb_holds, "SLICE", 30)
    connection.execute("INSERT INTO numbers SELECT NULL, 'none' FROM range(5)")
    asked = sa.select(NUMBERS).where(sa.or_(NUMBERS.c.number < rows, NUMBERS.c.number.is_(None)))
    with Holds(connection).hold(asked) as held:
        found = held.read(sa.select(held.rows))
    expected = [(number, f"w{number % 3}") for number in range(rows)]
    assert sorted(found.rows(), key=str) == sorted([*expected, *[(None, "none")] * 5], key=str)
    assert copies(connection) == 1


def test_one_moment_of_many_rows_is_one_part(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duckdb_holds, "SLICE", 30)
    connection.execute("UPDATE numbers SET number = 7")
    with Holds(connection).hold(sa.select(NUMBERS)) as held:
        assert held.read(sa.select(sa.func.count().label("n")).select_from(held.rows))["n"][0] == 1000


def test_the_copy_unused_for_longest_goes_and_one_in_use_stays(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duckdb_holds, "ALL_ROWS", 250)
    holds = Holds(connection)
    with holds.hold(below(100)) as used:
        for number in (101, 102, 103):
            with holds.hold(below(number)):
                pass
        assert used.read(sa.select(used.rows)).height == 100
        assert copies(connection) == 2


def test_a_statement_that_cannot_run_is_a_store_error(connection: duckdb.DuckDBPyConnection) -> None:
    missing = sa.select(sa.table("nothing", sa.column("number")))
    with pytest.raises(StoreError, match="could not answer"), Holds(connection).hold(missing):
        pass
    assert copies(connection) == 0


def test_threads_share_copies(connection: duckdb.DuckDBPyConnection) -> None:
    holds, counts = Holds(connection), []

    def ask(number: int) -> None:
        for _ in range(10):
            with holds.hold(below(number)) as held:
                counts.append(held.read(sa.select(held.rows)).height == number)

    threads = [Thread(target=ask, args=(number,)) for number in (10, 20, 30, 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [True] * 40
    assert copies(connection) == 3
