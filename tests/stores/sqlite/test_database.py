"""SQLite files of others: nothing is written to them, and what is written meanwhile is seen."""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import polars as pl
import pytest
import sqlalchemy as sa

from tidegauge.errors import StoreCancelledError, StoreError
from tidegauge.schema.tables import Kind
from tidegauge.stores.addresses import address_of
from tidegauge.stores.cancelling import Reading
from tidegauge.stores.sqlite.database import SQLiteDatabase

THINGS = sa.table("things", sa.column("id", sa.Integer), sa.column("at", sa.TIMESTAMP), schema="main")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file in WAL mode, as Phoenix keeps its own."""
    path = tmp_path / "a b%20c.db"
    with writing(path) as own:
        own.execute("PRAGMA journal_mode = WAL")
        own.execute(
            "CREATE TABLE things (id INTEGER, at TIMESTAMP, doubled INTEGER GENERATED ALWAYS AS (id * 2) STORED)"
        )
        own.execute("CREATE VIEW seen AS SELECT * FROM things")
        own.executemany(
            "INSERT INTO things (id, at) VALUES (?, ?)",
            [(1, "2026-11-21 08:50:04"), (2, "2026-11-21 08:50:04.015217"), (3, None)],
        )
    return path


@pytest.fixture
def database(path: Path) -> SQLiteDatabase:
    return SQLiteDatabase(address_of(f"sqlite:///{quote(str(path))}"))


class writing:  # noqa: N801  reads as what it does
    """A connection of whoever owns the file."""

    def __init__(self, path: Path) -> None:
        self._made = sqlite3.connect(path)

    def __enter__(self) -> sqlite3.Connection:
        return self._made

    def __exit__(self, *_: object) -> None:
        self._made.commit()
        self._made.close()


def test_times_with_and_without_a_fraction(database: SQLiteDatabase) -> None:
    found = database.read(sa.select(THINGS.c.at).order_by(THINGS.c.id))
    assert found.schema == {"at": pl.Datetime("us")}
    assert found["at"].to_list() == [
        datetime(2026, 11, 21, 8, 50, 4),
        datetime(2026, 11, 21, 8, 50, 4, 15217),
        None,
    ]


def test_computed_columns_and_views_are_seen(database: SQLiteDatabase) -> None:
    tables = database.tables()
    assert tables["things"] == {"id": "integer", "at": "timestamp", "doubled": "integer"}
    assert "seen" in tables


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("varchar(20)", Kind.TEXT),
        ("bigint", Kind.INTEGER),
        ("boolean", Kind.BOOLEAN),
        ("timestamp", Kind.TIME),
        ("double precision", Kind.NUMBER),
        ("jsonb", Kind.TEXT),
        ("", Kind.TEXT),
    ],
)
def test_what_a_type_holds(database: SQLiteDatabase, written: str, kind: Kind) -> None:
    assert database.kind(written) is kind


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO things (id) VALUES (4)",
        "UPDATE things SET id = 4",
        "DELETE FROM things",
        "DROP TABLE things",
        "CREATE TABLE others (id INTEGER)",
        "PRAGMA user_version = 7",
    ],
)
def test_a_write_is_refused(database: SQLiteDatabase, path: Path, statement: str) -> None:
    before = path.read_bytes()
    with (
        pytest.raises(StoreError, match="attempt to write a readonly database"),
        database._connected("could not answer") as connection,
    ):
        connection.execute(statement)
    assert path.read_bytes() == before


def test_a_column_may_hold_what_it_does_not_declare(database: SQLiteDatabase, path: Path) -> None:
    with writing(path) as own:
        own.execute("INSERT INTO things (id, at) VALUES ('many', 'yesterday'), (4, 7)")
    found = database.read(sa.select(THINGS.c.id, THINGS.c.at).order_by(THINGS.c.id))
    assert found["id"].to_list() == [1, 2, 3, 4, None]
    assert found["at"][3:].to_list() == [None, None]


@pytest.mark.parametrize(("rows", "sizes"), [(2, [2, 1]), (3, [3]), (10, [3])])
def test_batches_are_all_the_rows(database: SQLiteDatabase, rows: int, sizes: list[int]) -> None:
    frames = list(database.batches(sa.select(THINGS.c.id), rows))
    assert [frame.height for frame in frames] == sizes
    assert pl.concat(frames)["id"].to_list() == [1, 2, 3]


def test_no_rows_are_one_empty_batch(database: SQLiteDatabase) -> None:
    (frame,) = database.batches(sa.select(THINGS.c.id, THINGS.c.at).where(sa.false()), 10)
    assert frame.is_empty()
    assert frame.schema == {"id": pl.Int64(), "at": pl.Datetime("us")}


def test_what_is_written_during_a_read_is_seen_by_the_next(database: SQLiteDatabase, path: Path) -> None:
    frames = database.batches(sa.select(THINGS.c.id), 1)
    first = next(frames)
    with writing(path) as own:
        own.execute("INSERT INTO things (id) VALUES (4)")
    assert pl.concat([first, *frames]).height == 3
    assert database.read(sa.select(THINGS.c.id)).height == 4


def test_the_mark_changes_with_every_write_and_never_by_reading(database: SQLiteDatabase, path: Path) -> None:
    marks = [database.mark()]
    for number in range(3):
        database.read(sa.select(THINGS.c.id))
        assert database.mark() == marks[-1]
        with writing(path) as own:
            own.execute("INSERT INTO things (id) VALUES (?)", [number])
        marks.append(database.mark())
    assert len(set(marks)) == 4


def test_a_parameter_that_is_a_time_or_a_list(database: SQLiteDatabase) -> None:
    late = THINGS.c.at > datetime(2026, 11, 21, 8, 50, 4, 1)
    assert database.read(sa.select(THINGS.c.id).where(late, THINGS.c.id.in_([1, 2])))["id"].to_list() == [2]


def test_a_file_that_goes_away_and_comes_back(database: SQLiteDatabase, path: Path, tmp_path: Path) -> None:
    away = tmp_path / "away.db"
    database.read(sa.select(THINGS.c.id))
    path.rename(away)
    with pytest.raises(StoreError, match="there is no file"):
        database.tables()
    assert not path.exists()
    away.rename(path)
    assert database.read(sa.select(THINGS.c.id)).height == 3


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("This is no database. " * 100)
    with pytest.raises(
        StoreError, match=r"file is not a database, or it is encrypted.*tidegauge import FILE"
    ):
        SQLiteDatabase(address_of(f"sqlite:///{tmp_path / 'text.db'}")).tables()


def test_a_locked_file_is_waited_for(database: SQLiteDatabase, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as own:
        own.execute("BEGIN IMMEDIATE")
        own.execute("INSERT INTO things (id) VALUES (4)")
        # In WAL mode readers do not wait for who writes.
        assert database.read(sa.select(THINGS.c.id)).height == 3
        own.execute("COMMIT")


def test_a_long_read_can_be_cancelled(database: SQLiteDatabase) -> None:
    numbers = sa.select(sa.literal(1, sa.BigInteger).label("n")).cte("numbers", recursive=True)
    endless = numbers.union_all(sa.select(numbers.c.n + 1))
    reading = Reading()
    threading.Timer(0.1, reading.cancel).start()
    with pytest.raises(StoreCancelledError), reading:
        database.read(sa.select(sa.func.max(endless.c.n)))


@pytest.fixture
def closed_folder(path: Path) -> Iterator[Path]:
    path.parent.chmod(0o500)
    yield path.parent
    path.parent.chmod(0o700)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_says_what_is_needed(
    database: SQLiteDatabase, closed_folder: Callable[[], Path]
) -> None:
    with pytest.raises(StoreError, match="its folder and the -wal and -shm files"):
        database.tables()
