"""A sync into each kind of store that is written to: the same rows in all. Authority: the source, read by sqlite3."""

import sqlite3
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.stores.fake_peer import DAY, SECOND, START, call, create, execute, mark, origin_store, put
from tests.thorough import after
from tidegauge.schema.tables import TABLES
from tidegauge.stores import open_origin, open_store
from tidegauge.sync import run as runs
from tidegauge.sync.run import Plan, Sync

_SPANS = sa.table("spans", *(sa.column(name, kind.sql) for name, kind in TABLES["spans"].kinds.items()))
_SCORES = sa.table("scores", *(sa.column(name, kind.sql) for name, kind in TABLES["scores"].kinds.items()))


@pytest.fixture(params=after(2, ["lake", "postgresql", "chdb"]))
def into(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store of each kind."""
    if request.param == "lake":
        return str(tmp_path / "lake")
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = create(tmp_path / "fake.db")
    put(path, "calls", map(call, range(400)))
    put(path, "marks", map(mark, range(0, 400, 10)))
    return path


@pytest.fixture
def sync(source: Path, into: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., object]:
    def opened(url: str) -> object:
        return origin_store(source) if url.endswith("fake.db") else open_origin(url)

    monkeypatch.setattr(runs, "open_origin", opened)
    plan = Plan(f"sqlite:///{source}", into)
    return lambda **how: Sync(plan, lambda _: None, threading.Event()).run(**how)


def held(into: str) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    store = open_store(into)
    spans = sa.select(_SPANS.c.span_id, _SPANS.c.start_time, _SPANS.c.cost_usd)
    scores = sa.select(_SCORES.c.span_id, _SCORES.c.created_at, _SCORES.c.value)
    return sorted(store.read(spans).rows()), sorted(store.read(scores).rows())


def there(source: Path) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    def rows(query: str) -> list[tuple[object, ...]]:
        found = lite.execute(query).fetchall()
        return sorted(
            (row[0], datetime(1970, 1, 1) + timedelta(microseconds=row[1]), row[2]) for row in found
        )

    with sqlite3.connect(source) as lite:
        found = (
            rows("SELECT id, at, cost FROM calls WHERE dead = 0"),
            rows("SELECT call, at, value FROM marks WHERE dead = 0"),
        )
    lite.close()
    return found


def test_every_change_of_the_source_arrives(sync, source, into):
    first = sync()
    assert first.copied.added == {"spans": 400, "scores": 40}
    assert held(into) == there(source)
    version = open_store(into).version()
    again = sync()
    assert (again.copied.added, again.copied.replaced, again.copied.removed) == ({}, {}, {})
    assert held(into) == there(source)
    if not into.startswith(("postgresql", "chdb")):
        assert open_store(into).version() == version
    put(source, "calls", [call(400), call(7, cost=9.0, written=401), call(8, dead=1, written=402)])
    put(source, "calls", [call(9, at=(START + DAY + 540) * SECOND, written=403)])
    execute(source, "UPDATE marks SET value = 0.5, written = 401 WHERE call = 'c10'")
    third = sync()
    assert held(into) == there(source)
    assert [check.unexplained for check in third.checks] == [0, 0]
    assert (third.copied.added, third.copied.removed) == ({"spans": 1}, {"spans": 1})
    execute(source, "DELETE FROM calls WHERE id = 'c20'")
    sync(full=True)
    assert held(into) == there(source)


def test_a_store_of_ours_is_copied_into_another(sync, source, into, tmp_path):
    sync()
    for expected in ({"spans": 400, "scores": 40}, {}):
        copy = Sync(Plan(into, str(tmp_path / "second")), lambda _: None, threading.Event()).run()
        assert copy.copied.added == expected
        assert {check.unexplained for check in copy.checks} == {0}
    assert held(str(tmp_path / "second")) == there(source)
