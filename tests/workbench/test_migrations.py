import json
import multiprocessing
import sqlite3
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from tidegauge.errors import StoreError
from tidegauge.workbench.engine import open_workbench
from tidegauge.workbench.incident_events import incidents_of_alert
from tidegauge.workbench.labels import labels_of_batch
from tidegauge.workbench.migrations import VERSION_TABLE, known, revision_of
from tidegauge.workbench.migrations.upgrade import SCRIPTS, run_to
from tidegauge.workbench.saved_views import list_views
from tidegauge.workbench.tables import METADATA

OLD = Path(__file__).with_name("before_revisions.sql")
"""Written by the code of that commit, through its own loop of a reviewer."""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'workbench.sqlite'}"
    made: Callable[[], str] = request.getfixturevalue("postgresql_databases")
    return made().replace("postgresql://", "postgresql+psycopg://")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    file = tmp_path / "old.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(OLD.read_text(encoding="utf-8"))
    return file


def _differences(engine: sa.Engine) -> list[Any]:
    told = {"version_table": VERSION_TABLE, "compare_type": True, "compare_server_default": True}
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts=told), METADATA))


def _revision(engine: sa.Engine) -> str | None:
    with engine.connect() as connection:
        return revision_of(connection)


def _rows(file: Path, table: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]  # noqa: S608


# The authority is Alembic's own comparison of a database with what SQLAlchemy is told.
def test_the_revisions_make_the_tables_that_the_code_knows(url: str) -> None:
    engine = open_workbench(url)
    assert _differences(engine) == []
    assert _revision(engine) == known()[-1]
    engine.dispose()


def test_the_files_are_one_chain_in_the_order_of_their_names() -> None:
    steps = ScriptDirectory(str(SCRIPTS)).walk_revisions()
    assert tuple(reversed([step.revision for step in steps])) == known()


def test_an_old_workbench_keeps_every_row(old: Path) -> None:
    tables = [row["name"] for row in _rows(old, "sqlite_master") if row["type"] == "table"]
    before = {table: _rows(old, table) for table in tables if table != "sqlite_sequence"}
    engine = open_workbench(f"sqlite:///{old}")
    assert _differences(engine) == []
    assert len(before["labels"]) == 8  # 3 labels, a skip and an undo among them, by marta and jo
    for table, rows in before.items():
        kept = [{name: row[name] for name in rows[0]} for row in _rows(old, table)] if rows else []
        assert kept == rows, table
    assert labels_of_batch(engine, 1)[0].comment == "Größe “x” 🌊"
    assert [view.name for view in list_views(engine)] == ["mine"]
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        said = connection.execute(sa.text("SELECT kind, rubric FROM review_batches")).all()
    assert said == [("random", None)]
    engine.dispose()


def test_the_old_file_is_kept_beside(old: Path) -> None:
    labels = _rows(old, "labels")
    open_workbench(f"sqlite:///{old}").dispose()
    kept = old.with_name(f"old.sqlite.before-{known()[-1]}")
    assert _rows(kept, "labels") == labels
    assert "members" not in [row["name"] for row in _rows(kept, "sqlite_master")]


def test_a_new_one_and_a_current_one_are_not_copied(tmp_path: Path) -> None:
    for _ in range(2):
        open_workbench(f"sqlite:///{tmp_path / 'new.sqlite'}").dispose()
    assert [file.name for file in tmp_path.iterdir()] == ["new.sqlite"]


@pytest.mark.parametrize("tables", [["saved_views"], ["saved_views", "baselines", "connections"], None])
def test_tables_without_a_revision_are_completed(url: str, tables: list[str] | None) -> None:
    engine = sa.create_engine(url)
    METADATA.create_all(engine, None if tables is None else [METADATA.tables[name] for name in tables])
    engine.dispose()
    engine = open_workbench(url)
    assert _differences(engine) == []
    assert _revision(engine) == known()[-1]
    engine.dispose()


def test_new_tables_beside_old_columns_are_completed(old: Path) -> None:
    # A workbench of before that somebody opened while there were new tables and no revisions yet.
    engine = sa.create_engine(f"sqlite:///{old}")
    METADATA.create_all(engine)
    engine.dispose()
    engine = open_workbench(f"sqlite:///{old}")
    assert _differences(engine) == []
    assert len(labels_of_batch(engine, 1)) == 5
    engine.dispose()


def test_alerts_of_incidents_that_were_there_before_are_found(url: str) -> None:
    engine = sa.create_engine(url)
    said = json.dumps({"rule": "errors", "segment": [["geo", "BR"]], "after": "firing"})
    with engine.begin() as connection:
        run_to(connection, "0007")
        connection.execute(sa.text("INSERT INTO incidents (id, store, at) VALUES (1, 'x', '2026-11-01')"))
        for kind, told in (("alert", said), ("note", "{}")):
            connection.execute(
                sa.text(
                    'INSERT INTO incident_events (incident, kind, at, "by", recorded_at, said) '
                    "VALUES (1, :kind, '2026-11-01', 'machine', '2026-11-01', :told)"
                ),
                {"kind": kind, "told": told},
            )
    engine.dispose()
    engine = open_workbench(url)
    assert incidents_of_alert(engine, "errors", (("geo", "BR"),)) == {1}
    with engine.connect() as connection:
        keys = connection.execute(
            sa.text("SELECT kind, alert IS NULL FROM incident_events ORDER BY id")
        ).all()
    assert [(kind, bool(none)) for kind, none in keys] == [("alert", False), ("note", True)]
    engine.dispose()


def test_a_newer_workbench_says_what_to_do(url: str) -> None:
    engine = open_workbench(url)
    with engine.begin() as connection:
        connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))  # noqa: S608
    engine.dispose()
    with pytest.raises(
        StoreError, match=r"“9999”; this Tidegauge knows 0001 .*pip install --upgrade tidegauge"
    ):
        open_workbench(url)


def test_a_reference_to_nothing_stops_it_and_changes_nothing(old: Path) -> None:
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("DELETE FROM review_items WHERE place = 1")
        connection.commit()
    with pytest.raises(StoreError, match=r"“labels” refers to a row of “review_items”.*workbench check"):
        open_workbench(f"sqlite:///{old}")
    assert VERSION_TABLE not in [row["name"] for row in _rows(old, "sqlite_master")]
    assert len(_rows(old, "labels")) == 8


_start: list[Any] = []
"""The barrier of a process of the pool."""


def _take(start: Any) -> None:
    _start.append(start)


def _open(url: str) -> str:
    _start[0].wait()
    open_workbench(url).dispose()
    return "opened"


# No time limit: on a loaded machine six interpreters can take minutes to start. One that dies breaks the pool, which says so.
def test_processes_that_open_it_at_once_do_not_collide(url: str) -> None:
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(6)
    with ProcessPoolExecutor(6, context, initializer=_take, initargs=(start,)) as pool:
        assert list(pool.map(_open, [url] * 6)) == ["opened"] * 6
    engine = open_workbench(url)
    assert _differences(engine) == []
    engine.dispose()


def test_a_current_workbench_is_opened_without_alembic(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'workbench.sqlite'}"
    open_workbench(url).dispose()
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        assert not pool.submit(_needs_alembic, url).result()


def _needs_alembic(url: str) -> bool:
    import sys

    for name in [name for name in sys.modules if name.partition(".")[0] == "alembic"]:
        del sys.modules[name]  # what this test itself brought in
    open_workbench(url).dispose()
    return "alembic" in sys.modules
