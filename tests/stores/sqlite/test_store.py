"""A SQLite file as a store: another tool's is answered from a copy, and the tool's own tables where they lie."""

import json
import shutil
import sqlite3
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa

from tidegauge.errors import StoreError
from tidegauge.stores import open_store
from tidegauge.stores.sqlite.store import SQLiteStore, mirror_folder

_ROWS = sa.func.count().label("rows")


@pytest.fixture(autouse=True)
def _own_mirrors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGAUGE_MIRRORS", str(tmp_path / "mirrors"))


@pytest.fixture
def phoenix(shared: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(shared / "fixtures" / "phoenix.db", tmp_path / "phoenix.db"))


def test_a_peer_is_named_counted_and_grouped(phoenix, shared):
    store = open_store(f"sqlite:///{phoenix}")
    assert isinstance(store, SQLiteStore)
    assert (store.product, store.url) == ("Arize Phoenix on SQLite", f"sqlite:///{phoenix}")
    peer = store.peer
    assert peer is not None
    truth = json.loads((shared / "fixtures" / "phoenix.truth.json").read_text())
    assert store.catalog().rows["spans"] == 982 + 12 + 21 == int(store.read(peer.counted["spans"])["rows"][0])
    assert truth is not None
    spans = sa.table("spans", sa.column("kind", sa.Text), sa.column("duration_ms", sa.Double))
    grouped = sa.select(spans.c.kind, _ROWS).group_by(sa.func.grouping_sets(sa.tuple_(), spans.c.kind))
    assert store.read(grouped).height == store.read(sa.select(spans.c.kind).distinct()).height + 1
    with store.hold(sa.select(spans.c.duration_ms)) as held:
        rows = sa.select(sa.func.count().label("rows")).select_from(held.rows)
        assert held.read(rows)["rows"].to_list() == [store.catalog().rows["spans"]]


def test_copies_of_one_file_narrowed_in_other_ways_lie_apart(phoenix, tmp_path):
    whole = open_store(f"sqlite:///{phoenix}").catalog().rows["spans"]
    part = open_store(f"sqlite:///{phoenix}?project=playground").catalog().rows["spans"]
    assert 0 < part < whole
    assert mirror_folder(phoenix, {}) != mirror_folder(phoenix, {"project": "playground"})
    assert len(list((tmp_path / "mirrors").iterdir())) == 2


def test_the_source_is_left_as_it_was(phoenix):
    before = phoenix.read_bytes()
    assert open_store(f"sqlite:///{phoenix}").version()
    assert phoenix.read_bytes() == before


def test_our_own_tables_are_read_where_they_lie(tmp_path):
    with sqlite3.connect(tmp_path / "own.db") as lite:
        lite.execute("CREATE TABLE spans (trace_id TEXT, span_id TEXT, start_time TIMESTAMP)")
        lite.execute("INSERT INTO spans VALUES ('t', 's', '2026-11-01 00:00:00.000000')")
    lite.close()
    store = open_store(f"sqlite:///{tmp_path / 'own.db'}")
    assert (store.product, store.peer, store.catalog().rows["spans"]) == ("SQLite", None, 1)
    assert not (tmp_path / "mirrors").exists()


def test_a_file_that_comes_later_is_read_then(phoenix, tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'later.db'}")
    with pytest.raises(StoreError, match="there is no file"):
        store.catalog()
    phoenix.rename(tmp_path / "later.db")
    assert store.catalog().rows["spans"] > 0


def test_a_copy_that_was_damaged_while_open_is_made_anew_behind_the_question(phoenix, tmp_path):
    store = open_store(f"sqlite:///{phoenix}")
    query = sa.select(_ROWS).select_from(sa.table("spans"))
    before = store.read(query)
    for file in (tmp_path / "mirrors").rglob("spans/*/*.parquet"):
        file.unlink()
    assert isinstance(store.read(query), pl.DataFrame)
    assert store.read(query).equals(before)
