"""Hours of a database in memory say what its rows say: the authority is the same statement, asked of the database."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.stores.lake.test_nearby import BEFORE, FIRST, LAST, NOW, by_day, question, scores, spans
from tidegauge.filters import Grain, Window
from tidegauge.stores import Store, database_days, database_hours, open_store, open_writer
from tidegauge.stores.beside import VARIABLE
from tidegauge.stores.duckdb import nearby
from tidegauge.stores.lake.manifest import ImportRecord


@pytest.fixture(autouse=True)
def _every_store_is_large(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(database_days, "LARGE", 1)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "mirrors"))


@pytest.fixture
def store(chdb_databases: Callable[[], str]) -> Store:
    address = chdb_databases()
    until = spans().filter(pl.col("start_time") < NOW)
    with open_writer(address) as writer:
        writer.append("spans", until)
        writer.append("scores", scores(until, 0.5))
        writer.commit(ImportRecord("one", "one.parquet", FIRST))
    return open_store(address)


def held_to(store: Store, of: Grain | None, *windows: Window, wide: bool = False) -> None:
    asks = question(store, of, wide=wide)
    for window, frame in zip(windows, store.read_days(asks, windows), strict=True):
        assert by_day(frame) == by_day(store.read(asks.ask(window)))


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the tables that are read into memory from now on."""
    seen: list[str] = []
    plain = database_hours.DatabaseHours._make  # what is asked of the database, and how often

    def make(self: Any, schema: str, name: str) -> None:
        seen.append(name)
        plain(self, schema, name)

    monkeypatch.setattr(database_hours.DatabaseHours, "_make", make)
    return seen


@pytest.mark.parametrize("of", [Grain.CALL, Grain.SPAN, None])
def test_windows_that_end_now_are_those_of_the_rows(store: Store, of: Grain | None) -> None:
    for minute in (0, 7):
        earlier = timedelta(minutes=minute)
        windows = [Window(one.start - earlier, one.end - earlier) for one in (LAST, BEFORE)]
        held_to(store, of, *windows)
        held_to(store, of, *windows, wide=True)


def test_the_next_minute_asks_the_database_for_no_rows(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = counted(monkeypatch)
    for minute in range(3):
        held_to(
            store,
            Grain.CALL,
            *(Window(one.start + timedelta(minutes=minute), one.end) for one in (LAST, BEFORE)),
        )
    assert seen == ["spans", "scores"]
    # Texts are not held: such a question is the database's own.
    held_to(store, Grain.CALL, LAST, BEFORE, wide=True)
    assert seen == ["spans", "scores"]


def test_many_rows_are_left_to_the_database(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearby, "MOST_ROWS", 10)
    seen = counted(monkeypatch)
    held_to(store, Grain.CALL, LAST, BEFORE)
    assert not seen
