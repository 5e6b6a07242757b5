"""A copy equals its source, however it came about. Authority: the source, read by sqlite3 itself."""

import random
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from tests.stores.fake_peer import DAY, OVERLAP, SECOND, START, call, create, execute, mark, origin, put
from tidegauge.stores import copying
from tidegauge.stores import origin as origins
from tidegauge.stores.copying import Copied, Copying
from tidegauge.stores.lake.manifest import load
from tidegauge.stores.lake.reader import Lake
from tidegauge.stores.lake.writer import LakeWriter
from tidegauge.stores.origin import store_origin
from tidegauge.stores.reconciling import reconcile

_EPOCH = datetime(1970, 1, 1)


def copy(path: Path, folder: Path, *, full: bool = False, since: date | None = None) -> Copied:
    source = origin(path)
    with LakeWriter(folder) as writer:
        run = Copying(source, writer, since=since)
        run.run(full=full)
        if full:
            reconcile(source, run, writer, Lake(folder))
        return run.copied


def copied(folder: Path, table: str = "spans") -> list[tuple[object, ...]]:
    names = {
        "spans": ("span_id", "start_time", "cost_usd", "team"),
        "scores": ("span_id", "created_at", "value"),
    }
    files = [folder / file.path for file in load(folder).files(table)]
    return sorted(
        pl.concat([pl.read_parquet(file) for file in files], how="diagonal_relaxed")
        .select(names[table])
        .rows()
    )


def there(path: Path, table: str = "spans") -> list[tuple[object, ...]]:
    queries = {
        "spans": "SELECT id, at, cost, team FROM calls WHERE dead = 0 AND ms >= 0 AND trace <> '' AND at > 0",
        "scores": "SELECT call, at, value FROM marks WHERE dead = 0",
    }
    with sqlite3.connect(path) as lite:
        rows = lite.execute(queries[table]).fetchall()
    lite.close()
    return sorted((row[0], _EPOCH + timedelta(microseconds=row[1]), *row[2:]) for row in rows)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = create(tmp_path / "fake.db")
    put(path, "calls", map(call, range(3_000)))
    put(path, "marks", map(mark, range(0, 3_000, 10)))
    return path


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    return tmp_path / "lake"


def test_a_second_copy_changes_nothing(source, lake):
    assert copy(source, lake).added == {"spans": 3_000, "scores": 300}
    assert (copied(lake), copied(lake, "scores")) == (there(source), there(source, "scores"))
    before = load(lake)
    again = copy(source, lake)
    assert (again.added, again.replaced, again.removed) == ({}, {}, {})
    assert again.read == {"spans": OVERLAP + 1, "scores": OVERLAP // 10 + 1}
    assert load(lake) == before
    assert copy(source, lake, full=True).read == {"spans": 3_000, "scores": 300}
    assert load(lake) == before


def test_new_late_updated_and_deleted_rows_arrive(source, lake):
    copy(source, lake)
    put(source, "calls", [call(3_000, written=3_001), call(3_001, written=2_999 - OVERLAP)])
    put(source, "calls", [call(7, cost=9.0, written=3_002), call(8, dead=1, written=3_003)])
    put(source, "calls", [call(9, at=(START + DAY + 9 * 60) * SECOND, written=3_004)])
    execute(source, "UPDATE marks SET value = 0.5, written = 3000 WHERE call = 'c10'")
    execute(source, "UPDATE marks SET dead = 1, written = 3001 WHERE call = 'c20'")
    found = copy(source, lake)
    assert (found.added, found.replaced) == ({"spans": 2}, {"spans": 2, "scores": 1})
    assert found.removed == {"spans": 1, "scores": 1}
    assert (copied(lake), copied(lake, "scores")) == (there(source), there(source, "scores"))


def test_rows_before_the_overlap_wait_for_a_full_copy_which_also_takes_away_what_was_erased(source, lake):
    copy(source, lake)
    put(source, "calls", [call(5_000, written=1)])
    execute(source, "DELETE FROM calls WHERE id IN ('c1', 'c2999')")
    copy(source, lake)
    assert copied(lake) != there(source)
    found = copy(source, lake, full=True)
    assert (found.added, found.removed) == ({"spans": 1}, {"spans": 2})
    assert copied(lake) == there(source)


def test_rows_of_another_source_are_never_taken_away(source, lake, tmp_path):
    other = create(tmp_path / "other.db")
    put(other, "calls", [call(number, team="bank") for number in range(9_000, 9_005)])
    copy(source, lake)
    copy(other, lake)
    execute(source, "DELETE FROM calls WHERE id = 'c1'")
    assert copy(source, lake, full=True).removed == {}
    assert len(copied(lake)) == 3_005


def test_bad_rows_are_quarantined_once_with_the_rule(source, lake):
    put(source, "calls", [call(10, ms=-1.0), call(2_990, trace=""), call(2_999, at=None)])
    found = copy(source, lake)
    assert found.quarantined == {"spans": 3}
    assert copy(source, lake).quarantined == {}
    (record,) = load(lake).imports
    assert (record.read, record.kept, record.quarantined) == (3_300, 3_297, 3)
    kept = pl.read_parquet(lake / str(record.quarantine_path))
    assert sorted(kept.select("row", "column", "rule").rows()) == [
        (10, "duration_ms", "negative duration"),
        (2_990, "trace_id", "required"),
        (2_999, "start_time", "required"),
    ]
    assert '"span_id":"c10"' in kept["record"].str.join()[0]
    put(source, "calls", [call(3_000, ms=-1.0)])
    assert copy(source, lake).quarantined == {"spans": 1}
    assert copied(lake) == there(source)


def test_since_narrows_the_copy_and_has_a_mark_of_its_own(source, lake):
    first = datetime.fromtimestamp(START + DAY, UTC).date()
    copy(source, lake, since=first)
    expected = [row for row in there(source) if row[1].date() >= first]
    assert copied(lake) == expected != there(source)
    assert copy(source, lake).read["spans"] == 3_000
    assert copied(lake) == there(source)


def test_another_mapping_reads_every_row_again(source, lake):
    copy(source, lake)
    with LakeWriter(lake) as writer:
        assert Copying(origin(source, "calls.price"), writer).run().read["spans"] == 3_000
    with LakeWriter(lake) as writer:
        assert Copying(origin(source, "calls.price"), writer).run().read["spans"] == OVERLAP + 1


def test_a_source_that_grows_is_copied_to_some_moment_and_the_rest_the_next_time(source, lake, monkeypatch):
    monkeypatch.setattr(copying, "BATCH", 500)
    monkeypatch.setattr(origins, "BATCH", 500)
    numbers = iter(range(3_000, 9_000))

    def grow(_progress: object) -> None:
        put(source, "calls", [call(next(numbers)) for _ in range(50)])

    with LakeWriter(lake) as writer:
        Copying(origin(source), writer, report=grow).run()
    # Its journal is not a write-ahead log: a writer gets its turn between two pieces.
    assert len(there(source)) > 3_300
    copy(source, lake)
    assert copied(lake) == there(source)


def test_a_lake_is_copied_by_its_own_times(source, lake, tmp_path):
    copy(source, lake)
    for expected in ({"spans": 3_000, "scores": 300}, {}):
        with LakeWriter(tmp_path / "second") as writer:
            assert Copying(store_origin(Lake(lake)), writer).run().added == expected
    assert copied(tmp_path / "second") == copied(lake)
    assert copied(tmp_path / "second", "scores") == copied(lake, "scores")


_CHILD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.stores.fake_peer import origin
from tidegauge.stores import copying, origin as origins
from tidegauge.stores.lake import parts as lake_parts
from tidegauge.stores.lake.writer import LakeWriter

copying.BATCH = origins.BATCH = 200
copying.COMMIT_ROWS = 400
for name in ("publish_parts", "retire"):
    def told(*given, call=getattr(lake_parts, name), **named):
        print(flush=True)
        return call(*given, **named)
    setattr(lake_parts, name, told)
with LakeWriter(Path(sys.argv[3])) as writer:
    copying.Copying(origin(Path(sys.argv[2])), writer, report=lambda _: print(flush=True)).run()
"""


@pytest.mark.parametrize("seed", range(6))
def test_a_copy_that_is_killed_goes_on_where_it_was(source, lake, tmp_path, seed):
    chance = random.Random(seed)  # noqa: S311  a test, not a secret
    command = [sys.executable, "-c", _CHILD, str(Path(__file__).parents[2]), str(source), str(lake)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        for _ in range(chance.randrange(4, 30)):
            child.stdout.readline()
        time.sleep(chance.random() * 0.02)
        child.send_signal(signal.SIGKILL)
    reached = load(lake).marks.get(f"sqlite:///{source} spans")
    found = copy(source, lake)
    assert found.read["spans"] == (3_000 if reached is None else 3_000 - reached + min(OVERLAP, reached))
    copy(source, tmp_path / "whole")
    for table in ("spans", "scores"):
        assert copied(lake, table) == copied(tmp_path / "whole", table)
    (record,) = load(lake).imports
    assert record.rows == {"spans": 3_000, "scores": 300}
