"""A local copy of a peer's file: made once, brought up to date, made anew when it is damaged."""

import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa

from tests.stores.fake_peer import call, create, execute, mark, origin_store, put
from tidegauge.errors import StoreCancelledError, StoreError
from tidegauge.stores import mirror as mirrors
from tidegauge.stores.cancelling import Reading
from tidegauge.stores.lake.manifest import load
from tidegauge.stores.lake.writer import LakeWriter
from tidegauge.stores.mirror import Mirror

_SPANS = sa.table("spans", sa.column("span_id", sa.Text), sa.column("cost_usd", sa.Double))


def costs(mirror: Mirror) -> dict[str, float]:
    return dict(mirror.current().read(sa.select(_SPANS.c.span_id, _SPANS.c.cost_usd)).rows())


def eventually(check, seconds: float = 30.0) -> None:
    """Wait until `check` is true: a copy is renewed behind the reader's back."""
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = create(tmp_path / "fake.db")
    put(path, "calls", map(call, range(500)))
    put(path, "marks", map(mark, range(0, 500, 10)))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "copy"


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at the source at every question."""
    monkeypatch.setattr(mirrors, "LOOKED_AT", 0.0)
    monkeypatch.setattr(mirrors, "COUNTED_AT", 0.0)


def test_the_first_question_waits_for_the_copy_and_the_next_process_goes_on_from_it(source, folder):
    assert len(costs(Mirror(origin_store(source), folder))) == 500
    version = load(folder).version
    put(source, "calls", [call(500), call(3, cost=7.0, written=501)])
    found = costs(Mirror(origin_store(source), folder))
    assert (len(found), found["c3"]) == (501, 7.0)
    assert load(folder).version == version + 1
    assert len(costs(Mirror(origin_store(source), folder))) == 501
    assert load(folder).version == version + 1


@pytest.mark.usefixtures("at_once")
def test_new_and_erased_rows_come_while_it_is_open(source, folder):
    mirror = Mirror(origin_store(source), folder)
    assert len(costs(mirror)) == 500
    put(source, "calls", [call(500)])
    eventually(lambda: "c500" in costs(mirror))
    execute(source, "DELETE FROM calls WHERE id = 'c1'")
    eventually(lambda: "c1" not in costs(mirror))
    assert len(costs(mirror)) == 500


@pytest.mark.parametrize("damage", ["manifest", "file", "cut", "all"])
@pytest.mark.parametrize("reopened", [True, False])
@pytest.mark.usefixtures("at_once")
def test_a_damaged_copy_is_made_anew(source, folder, damage, reopened):
    mirror = Mirror(origin_store(source), folder)
    assert len(costs(mirror)) == 500
    data = folder / load(folder).files("spans")[0].path
    match damage:
        case "manifest":
            (folder / "manifest.json").write_text("{")
        case "file":
            data.unlink()
        case "cut":
            data.write_bytes(data.read_bytes()[:100])
        case _:
            shutil.rmtree(folder)
    if reopened:
        mirror = Mirror(origin_store(source), folder)
    elif damage in {"file", "cut"}:
        with pytest.raises(StoreError):
            costs(mirror)
        assert mirror.repaired()

    def whole() -> bool:
        try:
            return len(costs(mirror)) == 500
        except StoreError:
            mirror.repaired()
            return False

    eventually(whole)


@pytest.mark.usefixtures("at_once")
def test_a_source_that_is_away_is_said_and_comes_back(source, folder):
    mirror = Mirror(origin_store(source), folder)
    assert len(costs(mirror)) == 500
    source.rename(source.with_suffix(".away"))

    def away() -> bool:
        try:
            mirror.current()
        except StoreError as error:
            return "there is no file" in str(error)
        return False

    eventually(away)
    source.with_suffix(".away").rename(source)
    eventually(lambda: not away())
    assert len(costs(mirror)) == 500


def test_while_another_process_renews_the_copy_it_is_read_as_it_is(source, folder):
    Mirror(origin_store(source), folder).current()
    put(source, "calls", [call(500)])
    with LakeWriter(folder):
        assert len(costs(Mirror(origin_store(source), folder))) == 500


def test_a_copy_that_another_process_makes_is_waited_for(source, folder):
    found: list[int] = []
    with LakeWriter(folder):
        waiting = threading.Thread(
            target=lambda: found.append(len(costs(Mirror(origin_store(source), folder))))
        )
        waiting.start()
        waiting.join(0.5)
        assert not found
    waiting.join(30)
    assert found == [500]


def test_a_copy_is_made_once_and_not_looked_at_again_while_the_source_stays_as_it_is(
    source, folder, monkeypatch
):
    Mirror(origin_store(source), folder).current()
    monkeypatch.setattr(Mirror, "_bring_up_to_date", lambda *_: pytest.fail("it was brought up to date"))
    assert len(costs(Mirror(origin_store(source), folder))) == 500


def test_the_limit_of_a_statement_is_none_of_the_copy(source, folder, monkeypatch):
    monkeypatch.setattr(mirrors, "WAITED", 0.001)
    found: list[int] = []
    reading = Reading(timeout=1.0)

    def ask() -> None:
        with reading:
            Mirror(origin_store(source), folder).current()
        found.append(load(folder).rows("spans"))

    with LakeWriter(folder):
        waiting = threading.Thread(target=ask)
        waiting.start()
        time.sleep(1.5)
        reading.check()
    waiting.join(30)
    assert found == [500]


def test_waiting_for_the_copy_can_be_cancelled(source, folder):
    reading = Reading()

    def ask() -> None:
        with reading:
            Mirror(origin_store(source), folder).current()

    with LakeWriter(folder):
        threading.Timer(0.2, reading.cancel).start()
        with pytest.raises(StoreCancelledError):
            ask()


def test_a_folder_that_cannot_be_written_to_is_said(source):
    with pytest.raises(StoreError, match=r"Not a directory\. Name another folder: export TIDEGAUGE_MIRRORS"):
        Mirror(origin_store(source), source / "copy").current()


_CHILD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.stores.fake_peer import origin_store
from tidegauge.stores import copying
from tidegauge.stores.mirror import Mirror
copying.BATCH, copying.COMMIT_ROWS = 20, 40
before = copying.Copying.commit
def commit(self):
    before(self)
    print(flush=True)
    sys.stdin.readline()
copying.Copying.commit = commit
Mirror(origin_store(Path(sys.argv[2])), Path(sys.argv[3])).current()
"""


def test_a_half_made_copy_is_never_read(source, folder):
    root = str(Path(__file__).parents[2])
    command = [sys.executable, "-c", _CHILD, root, str(source), str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        child.kill()
    assert 0 < load(folder).rows("spans") < 500
    assert len(costs(Mirror(origin_store(source), folder))) == 500
    assert pl.Series(load(folder).imports[0].rows.values()).sum() == 550
