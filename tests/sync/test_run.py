"""A run of a sync, two sources in one store, and runs that follow a source. Authority: the source's own rows."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.stores.fake_peer import call, create, execute, mark, origin_store, put
from tidegauge.errors import StoreError
from tidegauge.stores.lake.manifest import load
from tidegauge.sync import run as runs
from tidegauge.sync.run import Plan, Sync, Synced


@pytest.fixture(autouse=True)
def _fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let addresses of files name stores of the tool that does not exist."""
    monkeypatch.setattr(runs, "open_origin", lambda url: origin_store(Path(url.removeprefix("sqlite:///"))))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = create(tmp_path / "fake.db")
    put(path, "calls", map(call, range(200)))
    put(path, "marks", map(mark, range(0, 200, 10)))
    return path


@pytest.fixture
def sync(source: Path, tmp_path: Path) -> Sync:
    plan = Plan(f"sqlite:///{source}", str(tmp_path / "lake"))
    return Sync(plan, lambda _: None, threading.Event())


def test_the_count_check_tells_every_row(sync, source):
    put(source, "calls", [call(1, dead=1), call(2, ms=-1.0), call(3, trace="")])
    spans, scores = sync.run().checks
    assert (spans.source, spans.left, spans.quarantined, spans.copy) == (
        200,
        (("They were deleted.", 1),),
        2,
        197,
    )
    assert (spans.unexplained, scores.unexplained) == (0, 0)
    assert sync.run().checks == (spans, scores)


def test_rows_that_were_erased_are_seen_in_the_check_and_taken_away_by_a_full_run(sync, source):
    sync.run()
    execute(source, "DELETE FROM calls WHERE id = 'c5'")
    assert [check.unexplained for check in sync.run().checks] == [-1, 0]
    full = sync.run(full=True)
    assert full.copied.removed == {"spans": 1}
    assert [check.unexplained for check in full.checks] == [0, 0]


def test_a_run_from_a_day_on_and_a_whole_one_are_copies_of_one_source(sync, source):
    put(source, "calls", [call(number) for number in range(2_000, 2_050)])
    later = date(2026, 11, 19)  # the first 200 begin on the 18th, these on the 20th
    narrow = Sync(Plan(sync.plan.source, sync.plan.into, later), lambda _: None, threading.Event())
    assert [check.copy for check in narrow.run().checks] == [50, 0]
    for checks in (sync.run().checks, sync.run(full=True).checks):
        assert [(check.source, check.copy, check.unexplained) for check in checks] == [
            (250, 250, 0),
            (20, 20, 0),
        ]
    assert [(check.copy, check.unexplained) for check in narrow.run().checks] == [(50, 0), (0, 0)]
    execute(source, "DELETE FROM calls WHERE id = 'c5'")
    assert sync.run(full=True).copied.removed == {"spans": 1}


def test_two_sources_share_a_store_and_each_is_checked_for_itself(sync, tmp_path):
    other = create(tmp_path / "other.db")
    put(other, "calls", [call(number, team="bank") for number in range(150, 260)])
    sync.run()
    second = Sync(Plan(f"sqlite:///{other}", sync.plan.into), lambda _: None, threading.Event()).run()
    # Fifty ids are the same: the row that came last stays, and it is in the store once.
    assert (second.copied.added, second.copied.replaced) == ({"spans": 60}, {"spans": 50})
    assert load(Path(sync.plan.into)).rows("spans") == 260
    assert [check.copy for check in sync.run().checks] == [200, 20]


def test_a_run_that_is_told_to_stop_commits_what_it_has_and_the_next_one_goes_on(sync):
    told: list[int] = []
    stop = threading.Event()

    def report(progress: object) -> None:
        told.append(1)
        stop.set()

    stopped = Sync(sync.plan, report, stop).run()
    assert (stopped.stopped, stopped.checks, stopped.copied.added) == (True, (), {"spans": 200})
    assert sync.run().copied.added == {"scores": 20}


class Following:
    """A sync that follows in a thread of its own."""

    def __init__(self, plan: Plan) -> None:
        self.done: list[Synced] = []
        self.troubles: list[StoreError] = []
        self.returns: list[None] = []
        self.stop = threading.Event()
        sync = Sync(plan, lambda _: None, self.stop)
        told = (self.done.append, self.troubles.append, lambda: self.returns.append(None))
        self.thread = threading.Thread(target=lambda: sync.follow(0.02, *told, full=False))
        self.thread.start()

    def wait(self, check: Callable[[], bool]) -> None:
        end = time.monotonic() + 30
        while not check():
            assert time.monotonic() < end, "it never came"
            time.sleep(0.01)


@pytest.fixture
def following(sync: Sync) -> Iterator[Following]:
    found = Following(sync.plan)
    yield found
    found.stop.set()
    found.thread.join(30)
    assert not found.thread.is_alive()


def test_new_rows_come_while_a_source_is_followed(following, source, sync):
    following.wait(lambda: len(following.done) == 1)
    version = load(Path(sync.plan.into)).version
    put(source, "calls", [call(200), call(3, cost=2.0, written=201)])
    following.wait(lambda: len(following.done) == 2)
    assert (following.done[1].copied.added, following.done[1].copied.replaced) == ({"spans": 1}, {"spans": 1})
    assert load(Path(sync.plan.into)).version == version + 1


def test_a_source_that_goes_away_is_told_once_and_followed_when_it_returns(following, source):
    following.wait(lambda: len(following.done) == 1)
    source.rename(source.with_suffix(".away"))
    following.wait(lambda: len(following.troubles) == 1)
    assert "there is no file" in str(following.troubles[0])
    source.with_suffix(".away").rename(source)
    following.wait(lambda: len(following.done) == 2 and len(following.returns) == 1)
    put(source, "calls", [call(200)])
    following.wait(lambda: len(following.done) == 3)
    assert following.done[2].copied.added == {"spans": 1}
    assert (len(following.troubles), len(following.returns)) == (1, 1)


@pytest.mark.parametrize("into", ["{}", "./{}", "sqlite:///{}"])
def test_a_store_is_not_copied_into_itself(source, into, monkeypatch):
    monkeypatch.chdir(source.parent)
    with pytest.raises(StoreError, match="are the same store"):
        Sync(Plan(f"sqlite:///{source}", into.format(source.name)), lambda _: None, threading.Event())
