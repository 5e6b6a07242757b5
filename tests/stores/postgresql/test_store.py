"""Many rows in PostgreSQL are answered from a local copy: no row is missed, whoever writes, and nothing is in the way."""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa

from tests.postgresql_server import run
from tests.thorough import after
from tidegauge.errors import StoreError
from tidegauge.schema.tables import TABLES
from tidegauge.stores import _store, database_store, day_versions, mirror, open_store, open_writer
from tidegauge.stores.creation import create_store, empty_store
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.reader import Lake

AT = datetime(2026, 11, 29, 22)


def spans(numbers: range, **more: object) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "trace_id": [f"t{number // 3}" for number in numbers],
            "span_id": [f"s{number}" for number in numbers],
            "kind": [("model", "tool", None)[number % 3] for number in numbers],
            "start_time": [AT + timedelta(hours=number) for number in numbers],
            **more,
        }
    )


def scores(numbers: range) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "span_id": [f"s{number}" for number in numbers],
            "name": ["correctness"] * len(numbers),
            "value": [float(number) for number in numbers],
            "created_at": [AT + timedelta(hours=number) for number in numbers],
        }
    )


def write(url: str, batch: str, **tables: pl.DataFrame) -> None:
    with open_writer(url) as writer:
        for name, frame in tables.items():
            writer.append(name, frame)
        writer.commit(ImportRecord(batch, f"{batch}.csv", AT))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the copies. The database is looked at for every question."""
    monkeypatch.setenv("TIDEGAUGE_MIRRORS", str(tmp_path / "mirrors"))
    for name in ("LOOKED_AT", "FAILED", "RESTED"):
        monkeypatch.setattr(mirror, name, 0.0)
    return tmp_path / "mirrors"


@pytest.fixture
def filled(postgresql_url: str) -> str:
    """The address of a store with spans of four days in two months, and scores."""
    write(
        postgresql_url, "one", spans=spans(range(60), geo=["BR", "DE"] * 30), scores=scores(range(0, 60, 5))
    )
    return postgresql_url


def copied(url: str) -> _store.Store:
    return open_store(f"{url}&copy=yes")


def rows(store: _store.Store, table: str = "spans") -> pl.DataFrame:
    columns = [sa.column(name, kind.sql) for name, kind in sorted(store.catalog().columns[table].items())]
    frame = store.read(sa.select(*columns).select_from(sa.table(table)))
    return frame.sort(frame.columns)


def eventually(check: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not check():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def same(store: _store.Store, url: str) -> bool:
    """Return whether a store answers as PostgreSQL itself does."""
    plain = open_store(f"{url}&copy=no")
    return all(rows(store, table).equals(rows(plain, table)) for table in ("spans", "scores", "signals"))


def test_the_copy_is_what_postgresql_holds(filled: str, folder: Path) -> None:
    store = copied(filled)
    plain = open_store(f"{filled}&copy=no")
    assert store.catalog() == plain.catalog()
    assert same(store, filled)
    assert (store.product, store.peer, store.reads_rows) == ("PostgreSQL", None, False)
    assert [record.batch for record in store.imports] == ["one"]
    (copy,) = folder.iterdir()
    assert Lake(copy).catalog().rows["spans"] == 60
    assert copy.stat().st_mode & 0o077 == 0
    spans_table = sa.table("spans", sa.column("geo", sa.Text))
    with store.hold(sa.select(spans_table.c.geo)) as held:
        assert held.read(sa.select(sa.func.count().label("rows")).select_from(held.rows))["rows"].item() == 60


def test_few_rows_and_those_that_nobody_wants_copied_are_read_where_they_are(
    filled: str, folder: Path
) -> None:
    for query in ("", "&copy=no"):
        store = open_store(filled + query)
        assert (store.catalog().rows["spans"], store.reads_rows) == (60, True)
    assert not folder.exists()
    with pytest.raises(StoreError, match="copy is yes or no, not “maybe”"):
        open_store(f"{filled}&copy=maybe")


def test_what_our_writer_adds_replaces_and_takes_away_comes(filled: str) -> None:
    store = copied(filled)
    assert rows(store).height == 60
    with open_writer(filled) as writer:
        # Dated long before what was copied, and with a column that is new.
        early = spans(range(3)).with_columns(
            pl.col("start_time") - pl.duration(days=400), ("early" + pl.col("span_id")).alias("span_id")
        )
        writer.append("spans", early.with_columns(tenant=pl.lit("shop")))
        writer.replace("spans", spans(range(2), geo=["VN", "VN"]), gone=spans(range(58, 60)))
        writer.append("signals", pl.DataFrame({"span_id": ["s1"], "kind": ["retry"], "created_at": [AT]}))
        writer.commit(ImportRecord("two", "two.csv", AT))
    eventually(lambda: rows(store).height == 61)
    eventually(lambda: same(store, filled))
    assert store.catalog() == open_store(f"{filled}&copy=no").catalog()
    assert rows(store).filter(pl.col("geo") == "VN").height == 2


BY_HAND = {
    "delete": "DELETE FROM spans WHERE start_time < '2026-11-30'",
    "update": "UPDATE spans SET geo = 'FR' WHERE span_id = 's30'",
    "moved": "UPDATE spans SET start_time = start_time - interval '30 hours' WHERE span_id = 's30'",
    "insert": "INSERT INTO scores (span_id, name, value, created_at) VALUES ('x', 'y', 1, '2020-02-02')",
    "truncate": "TRUNCATE scores",
    "month": "DROP TABLE spans_2026_11",
    "all": "DELETE FROM spans",
}


@pytest.mark.parametrize("statement", BY_HAND.values(), ids=BY_HAND)
@pytest.mark.parametrize("reopened", after(1, [False, True]))
def test_what_others_do_to_the_tables_comes_as_well(filled: str, statement: str, reopened: bool) -> None:
    store = copied(filled)
    before = {table: rows(store, table) for table in ("spans", "scores")}
    run(filled, statement)
    if reopened:
        store = copied(filled)
        assert same(store, filled)
    eventually(lambda: same(store, filled))
    assert any(not rows(store, table).equals(before[table]) for table in before)


def test_a_store_that_was_made_anew_is_copied_anew(filled: str) -> None:
    assert rows(copied(filled)).height == 60
    empty_store(filled)
    write(filled, "one", spans=spans(range(60), geo=["XX"] * 60))
    assert set(rows(copied(filled))["geo"]) == {"XX"}
    assert rows(copied(filled), "scores").height == 0


def test_only_days_that_changed_are_read_again(filled: str, folder: Path) -> None:
    assert rows(copied(filled)).height == 60
    (copy,) = folder.iterdir()
    before = {file.path for file in Lake(copy).manifest().files("spans")}
    write(filled, "two", spans=spans(range(60, 61)))
    assert rows(copied(filled)).height == 61
    after = {file.path for file in Lake(copy).manifest().files("spans")}
    assert len(before) == len(after) == 4
    assert len(before & after) == 3


def _reader(url: str, *rights: str) -> str:
    name = "reader" + url.split("/")[3].split("?", maxsplit=1)[0]
    run(url, f"CREATE ROLE {name} LOGIN", f"GRANT USAGE ON SCHEMA public TO {name}")
    run(url, *(right.format(name) for right in rights))
    return url.replace("postgres:@", f"{name}:@")


def test_who_may_only_read_has_a_copy_of_their_own(filled: str, folder: Path) -> None:
    reader = _reader(filled, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}")
    assert reader != filled
    assert same(copied(reader), filled)
    assert rows(copied(filled)).height == 60
    assert len(list(folder.iterdir())) == 2


def test_who_may_not_read_what_changed_reads_where_it_is(filled: str, folder: Path) -> None:
    reader = _reader(
        filled,
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}",
        "REVOKE SELECT ON tidegauge_days FROM {}",
    )
    assert rows(copied(reader)).height == 60
    assert not folder.exists()


def test_who_may_not_read_every_row_reads_where_it_is(filled: str, folder: Path) -> None:
    reader = _reader(filled, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}")
    run(filled, "ALTER TABLE spans ENABLE ROW LEVEL SECURITY", "CREATE POLICY br ON spans USING (geo = 'BR')")
    assert set(rows(copied(reader))["geo"]) == {"BR"}
    assert copied(reader).catalog().rows["spans"] == 30
    assert not folder.exists()


def test_a_right_that_is_taken_away_ends_the_copy(filled: str) -> None:
    reader = _reader(filled, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}")
    store = copied(reader)
    assert rows(store).height == 60
    name = reader.split("/")[2].split(":")[0]
    run(filled, f"REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM {name}")  # noqa: S608  a name of ours

    def refused() -> bool:
        try:
            rows(store)
        except StoreError as error:
            return "does not allow" in str(error)
        return False

    eventually(refused)


def test_who_may_write_spans_needs_no_more_rights(filled: str) -> None:
    store = copied(filled)
    assert rows(store).height == 60
    other = _reader(filled, "GRANT SELECT, DELETE ON spans TO {}")
    run(other, "DELETE FROM spans WHERE span_id = 's3'")
    eventually(lambda: rows(store).height == 59)


def test_a_store_of_before_is_read_where_it_is_until_something_is_written(filled: str, folder: Path) -> None:
    run(filled, "DROP TABLE tidegauge_days CASCADE", "DROP FUNCTION tidegauge_changed CASCADE")
    run(filled, "DROP FUNCTION tidegauge_emptied CASCADE")
    assert rows(copied(filled)).height == 60
    assert not folder.exists()
    create_store(filled)
    assert same(copied(filled), filled)
    assert folder.exists()
    write(filled, "two", spans=spans(range(60, 70)))
    assert same(copied(filled), filled)


def test_a_folder_that_cannot_be_written_to_is_no_obstacle(
    filled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("TIDEGAUGE_MIRRORS", str(tmp_path / "file"))
    with caplog.at_level(logging.WARNING):
        assert rows(copied(filled)).height == 60
    assert "Name another folder: export TIDEGAUGE_MIRRORS" in caplog.text
    assert "read where it is" in caplog.text


def test_a_server_that_is_away_is_said_and_comes_back(filled: str, postgresql_server: str) -> None:
    store = copied(filled)
    assert rows(store).height == 60
    name = filled.split("/")[3].split("?", maxsplit=1)[0]
    run(
        postgresql_server,
        f"ALTER DATABASE {name} ALLOW_CONNECTIONS false",
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",  # noqa: S608  a name of ours
    )
    for _ in range(3):
        with pytest.raises(StoreError, match=r"not (currently )?accept"):
            rows(store)
    run(postgresql_server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert rows(store).height == 60


_CHILD = """
import sys
sys.path.insert(0, sys.argv[1])
from tests.stores.postgresql.test_store import copied, rows
print(rows(copied(sys.argv[2])).height)
"""


def test_two_processes_share_a_copy(filled: str, folder: Path) -> None:
    command = [sys.executable, "-c", _CHILD, str(Path(__file__).parents[3]), filled]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ) as one,
        subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ) as two,
    ):
        found = [child.communicate(timeout=60)[0] for child in (one, two)]
    assert found == [b"60\n", b"60\n"]
    assert len(list(folder.iterdir())) == 1
    assert Lake(next(folder.iterdir())).manifest().rows("spans") == 60


def test_days_are_counted_as_they_are(filled: str) -> None:
    write(filled, "two", spans=spans(range(60, 90)))
    run(filled, "DELETE FROM spans WHERE kind = 'tool'", "UPDATE scores SET value = 3 WHERE value < 20")
    for name, table in TABLES.items():
        counted = run(filled, f"SELECT {table.time}::date, count(*) FROM {name} GROUP BY 1 ORDER BY 1")  # noqa: S608  names of ours
        told = f"SELECT day, rows FROM tidegauge_days WHERE name = '{name}' AND rows > 0 ORDER BY 1"  # noqa: S608  names of ours
        assert run(filled, told) == counted


def test_what_answered_last_is_looked_for_in_days_that_changed(
    filled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"model_requested": ["aster"] * 48, "model_version": ["aster-1"] * 24 + ["aster-2"] * 24}
    write(filled, "two", spans=spans(range(100, 148), **asked))
    monkeypatch.setattr(database_store, "LOOKED_AT", 0.0)
    monkeypatch.setattr(database_store, "REFRESHED", 0.0)
    store = open_store(f"{filled}&copy=no")
    assert store.catalog().versions == {"aster": "aster-2"}
    read: list[str] = []
    before = day_versions._asked
    monkeypatch.setattr(day_versions, "_asked", lambda days: read.append(str(days)) or before(days))
    run(filled, "DELETE FROM spans WHERE model_version = 'aster-2' AND start_time >= '2026-12-05 12:00'")
    assert store.catalog().versions == {"aster": "aster-2"}
    run(filled, "DELETE FROM spans WHERE model_version = 'aster-2'")
    assert store.catalog().versions == {"aster": "aster-1"}
    assert store.catalog().rows["spans"] == 84
    assert len(read) == 2
    assert "12, 4" not in read[0]
