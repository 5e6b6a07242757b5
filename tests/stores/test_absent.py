"""Addresses of what is not there, and of folders that hold something else."""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tidegauge.errors import StoreError
from tidegauge.stores import open_store, open_writer
from tidegauge.stores.absent import absent
from tidegauge.stores.creation import create_store, empty_store
from tidegauge.stores.lake.manifest import ImportRecord


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    with sqlite3.connect(tmp_path / "phoenix.db") as made:
        made.execute("CREATE TABLE spans (id)")
    made.close()
    with open_writer("data/lake") as writer:
        writer.commit(ImportRecord("b", "a.csv", datetime(2026, 11, 1)))
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "todo.txt").write_text("x")
    (tmp_path / "empty").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("sqlite:///phenix.db", "There is no file phenix.db. Did you mean phoenix.db?"),
        ("phenix.db", "There is no file phenix.db. Did you mean phoenix.db?"),
        (
            "sqlite:///other.db?project=a",
            "There is no file other.db. Three slashes begin a path from this folder",
        ),
        ("traces.duckdb", "There is no file traces.duckdb."),
        ("duckdb:///traces.duckdb", "There is no file traces.duckdb."),
        ("chdb:///nowhere?database=t", "There is no folder nowhere. To make it: tidegauge store init"),
        ("notes", "“notes” is no store: it holds other files (todo.txt)."),
        (".", "“.” is no store, but a file in it may be one. Did you mean sqlite:///phoenix.db?"),
        ("data", "“data” is no store, but holds one. Did you mean data/lake?"),
    ],
)
def test_what_is_not_there_is_said(address: str, told: str) -> None:
    assert (absent(address) or "").startswith(told)


@pytest.mark.parametrize(
    "address",
    ["sqlite:///phoenix.db", "phoenix.db", "data/lake", "empty", "nowhere", "postgresql://nohost/traces"],
)
def test_what_is_there_or_may_be_is_let_through(address: str) -> None:
    assert absent(address) is None


@pytest.mark.parametrize("make", [open_writer, create_store, empty_store])
@pytest.mark.parametrize(
    ("address", "told"),
    [
        (
            "notes",
            "“notes”: it is no store, and holds other files (todo.txt). A store is a folder of its own",
        ),
        ("notes/todo.txt", "“notes/todo.txt”: it is a file, and a store is a folder of its own"),
        (".", "it is no store, and holds other files (data, empty, notes and 1 more)"),
        ("phenix.db", "“phenix.db”: it is named like a database file, and a store is a folder of its own"),
    ],
)
def test_no_lake_is_made_among_other_things(make: Callable[[str], object], address: str, told: str) -> None:
    before = sorted(Path().rglob("*"))
    with pytest.raises(StoreError) as refused:
        make(address)
    assert told in str(refused.value)
    assert sorted(Path().rglob("*")) == before


def test_a_first_import_that_was_killed_is_begun_again(here: Path) -> None:
    for name in ("killed/spans/2026-11-01", "killed/quarantine", "killed/.staging"):
        (here / name).mkdir(parents=True)
    with open_writer("killed") as writer:
        writer.commit(ImportRecord("b", "a.csv", datetime(2026, 11, 1)))
    assert absent("killed") is None


def test_a_lake_is_emptied_and_what_lies_beside_it_stays(here: Path) -> None:
    lake = here / "data" / "lake"
    (lake / "read me.txt").write_text("mine")
    (lake / "spans").mkdir(exist_ok=True)
    empty_store("data/lake")
    assert sorted(path.name for path in lake.iterdir() if path.name[0] != ".") == [
        "manifest.json",
        "read me.txt",
    ]
    assert open_store("data/lake").imports == ()
    with open_writer("data/lake") as writer:
        writer.commit(ImportRecord("c", "c.csv", datetime(2026, 11, 2)))
    assert (lake / "read me.txt").read_text() == "mine"
