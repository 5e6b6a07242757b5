import json
import sqlite3
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.review_batch import AT, batch_in
from tidegauge.errors import TidegaugeError
from tidegauge.reports.export import to_csv
from tidegauge.review.label_table import label_table
from tidegauge.review.loop import claim_next, commit
from tidegauge.workbench.audit import list_actions, record
from tidegauge.workbench.backup.archive import BackupError
from tidegauge.workbench.backup.restore import restore
from tidegauge.workbench.backup.write import back_up
from tidegauge.workbench.engine import open_workbench
from tidegauge.workbench.labels import Said, labels_of_batch
from tidegauge.workbench.members import Role, add_member, list_members
from tidegauge.workbench.review_batches import batch_of
from tidegauge.workbench.review_items import items_of
from tidegauge.workbench.review_plans import ReviewPlan
from tidegauge.workbench.saved_views import list_views, save_view
from tidegauge.workbench.sign_in import session_member, start_session

PLAN = ReviewPlan(0.5, "")
OLD = Path(__file__).parents[1] / "before_revisions.sql"
Opened = Callable[[], sa.Engine]


@pytest.fixture
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opened]:
    """Makes an empty workbench each time, on the database that the test names."""
    kind = getattr(request, "param", "sqlite")
    engines: list[sa.Engine] = []

    def made() -> sa.Engine:
        url = f"sqlite:///{tmp_path / f'{len(engines)}.sqlite'}"
        if kind == "postgresql":
            server: str = request.getfixturevalue("postgresql_databases")()
            url = server.replace("postgresql://", "postgresql+psycopg://")
        engines.append(open_workbench(url))
        return engines[-1]

    yield made
    for engine in engines:
        engine.dispose()


BOTH = pytest.mark.parametrize("opened", ["sqlite", "postgresql"], indirect=True)


def _label(engine: sa.Engine, who: str, n: int) -> None:
    batch = batch_of(engine, "1")
    for number in range(n):
        at = AT + timedelta(seconds=7 * number)
        place = claim_next(engine, batch, PLAN, who, at)
        assert place is not None
        commit(
            engine, batch, place, who, Said((1.0, 0.0, None)[number % 3], "“Größe” 🌊\n2", 1 / 3 + number), at
        )


def _export(engine: sa.Engine) -> str:
    batch = batch_of(engine, "1")
    return to_csv(label_table(batch, items_of(engine, batch.id), labels_of_batch(engine, batch.id)))


def _filled(engine: sa.Engine) -> sa.Engine:
    batch_in(engine, 30)
    for who in ("marta", "jo"):
        _label(engine, who, 4)
    save_view(engine, "mine", "watch/overview.py", "n=1", AT)
    add_member(engine, "ana", Role.ADMIN, by="", at=AT)
    return engine


@BOTH
def test_a_restored_workbench_exports_the_same_bytes(opened: Opened, tmp_path: Path) -> None:
    first, second = _filled(opened()), opened()
    file = tmp_path / "kept.zip"
    manifest = back_up(first, file, AT)
    assert (manifest.tables["labels"].rows, manifest.tables["review_items"].rows) == (8, 30)
    restore(second, file, by="ana", at=AT)
    assert _export(second).encode() == _export(first).encode()
    assert [view.name for view in list_views(second)] == ["mine"]
    assert [member.name for member in list_members(second)] == ["ana"]
    _label(second, "ana", 1)  # new rows go on after the restored ones
    assert len(labels_of_batch(second, 1)) == 9


def test_a_backup_of_one_database_goes_into_the_other(
    opened: Opened, tmp_path: Path, postgresql_url: str
) -> None:
    lite, server = (
        _filled(opened()),
        open_workbench(postgresql_url.replace("postgresql://", "postgresql+psycopg://")),
    )
    back_up(lite, tmp_path / "lite.zip", AT)
    restore(server, tmp_path / "lite.zip", by="ana", at=AT)
    back_up(server, tmp_path / "server.zip", AT)
    again = opened()
    restore(again, tmp_path / "server.zip", by="ana", at=AT)
    assert _export(lite) == _export(server) == _export(again)
    with zipfile.ZipFile(tmp_path / "lite.zip") as one, zipfile.ZipFile(tmp_path / "server.zip") as other:
        assert one.read("tables/labels.jsonl") == other.read("tables/labels.jsonl")
    server.dispose()


@BOTH
def test_newer_labels_are_not_overwritten_unless_told(opened: Opened, tmp_path: Path) -> None:
    engine, file = _filled(opened()), tmp_path / "kept.zip"
    back_up(engine, file, AT)
    before = _export(engine)
    _label(engine, "ana", 2)
    after = _export(engine)
    with pytest.raises(
        BackupError, match=r"2 of labels; its newest label is of 2026-11-21 12:00:.*--replace"
    ):
        restore(engine, file, by="ana", at=AT)
    assert _export(engine) == after
    done = restore(engine, file, by="ana", at=AT, replace=True)
    assert _export(engine) == before
    assert done.kept is not None
    restore(engine, done.kept, by="ana", at=AT)
    assert _export(engine) == after


def test_restoring_twice_needs_no_word(opened: Opened, tmp_path: Path) -> None:
    engine, file = _filled(opened()), tmp_path / "kept.zip"
    back_up(engine, file, AT)
    for _ in range(2):
        assert restore(engine, file, by="ana", at=AT).kept is None
    assert [act.action for act in list_actions(engine)][-2:] == ["workbench restore"] * 2


def test_the_audit_trail_goes_on_and_everybody_signs_in_again(opened: Opened, tmp_path: Path) -> None:
    engine, file = opened(), tmp_path / "kept.zip"
    key = add_member(engine, "ana", Role.ADMIN, by="", at=AT)
    back_up(engine, file, AT)
    record(engine, "ana", "export", said={"file": "x"}, at=AT)
    started = start_session(engine, key, AT)
    assert started is not None
    assert key not in file.read_bytes().decode("latin-1")
    restore(engine, file, by="ana", at=AT)
    acts = [act.action for act in list_actions(engine)]
    assert acts == ["member add", "export", "sign-in", "workbench restore"]
    assert session_member(engine, started.secret, AT) is None
    assert start_session(engine, key, AT) is not None


@pytest.mark.parametrize("change", ["cut", "flip", "table", "other", "absent", "newer"])
def test_a_damaged_backup_changes_nothing(opened: Opened, tmp_path: Path, change: str) -> None:
    engine, file = _filled(opened()), tmp_path / "kept.zip"
    back_up(engine, file, AT)
    before = _export(engine)
    _damage(file, change)
    with pytest.raises(BackupError, match=r"kept\.zip"):
        restore(engine, file, by="ana", at=AT, replace=True)
    assert _export(engine) == before


def _damage(file: Path, change: str) -> None:
    if change == "cut":
        file.write_bytes(file.read_bytes()[:-200])
    elif change == "other":
        file.write_text("id,label\n")
    elif change == "absent":
        file.unlink()
    else:
        with zipfile.ZipFile(file) as old:
            parts = {name: old.read(name) for name in old.namelist()}
        if change == "flip":
            parts["tables/labels.jsonl"] = parts["tables/labels.jsonl"].replace(b"marta", b"marty")
        elif change == "table":
            del parts["tables/labels.jsonl"]
        else:
            manifest = json.loads(parts["manifest.json"])
            parts["manifest.json"] = json.dumps({**manifest, "revision": "9999"}).encode()
        with zipfile.ZipFile(file, "w") as new:
            for name, part in parts.items():
                new.writestr(name, part)


def test_a_backup_overwrites_nothing(opened: Opened, tmp_path: Path) -> None:
    engine = opened()
    back_up(engine, tmp_path / "kept.zip", AT)
    with pytest.raises(BackupError, match="there already"):
        back_up(engine, tmp_path / "kept.zip", AT)
    (tmp_path / "folder").mkdir()
    back_up(engine, tmp_path / "folder", AT)
    assert [file.name for file in (tmp_path / "folder").iterdir()] == ["workbench-20261121-120000.zip"]


@BOTH
def test_a_backup_while_people_label_is_of_one_moment(opened: Opened, tmp_path: Path) -> None:
    engine = opened()
    batch_in(engine, 120)
    stop = threading.Event()

    def label(who: str) -> None:
        while not stop.is_set():
            batch = batch_of(engine, "1")
            place = claim_next(engine, batch, PLAN, who, AT)
            if place is None:
                return
            commit(engine, batch, place, who, Said(1.0), AT)

    people = [threading.Thread(target=label, args=(f"r{number}",)) for number in range(3)]
    for one in people:
        one.start()
    files = [tmp_path / f"{number}.zip" for number in range(4)]
    for file in files:
        back_up(engine, file, AT)
    stop.set()
    for one in people:
        one.join()
    for file in files:
        other = opened()
        restore(other, file, by="ana", at=AT)
        with other.connect() as connection:
            done = connection.execute(
                sa.text("SELECT count(*) FROM review_claims WHERE state = 'done'")
            ).scalar()
        # A label and the end of its claim are one transaction: no backup has one without the other.
        assert done == len(labels_of_batch(other, 1))


def test_a_backup_of_older_tables_is_brought_to_the_newest(opened: Opened, tmp_path: Path) -> None:
    file, old = tmp_path / "old.zip", tmp_path / "old.sqlite"
    with closing(sqlite3.connect(old)) as connection:
        connection.executescript(OLD.read_text(encoding="utf-8"))
    _write_old_backup(old, file)
    engine = opened()
    restore(engine, file, by="ana", at=AT)
    assert len(labels_of_batch(engine, 1)) == 5
    upgraded = open_workbench(f"sqlite:///{old}")
    assert _export(engine) == _export(upgraded)
    # What it has is not taken for newer only because the tables have more columns now.
    assert restore(engine, file, by="ana", at=AT).kept is None


def _write_old_backup(old: Path, file: Path) -> None:
    from tidegauge.workbench.backup.archive import write_archive
    from tidegauge.workbench.backup.rows import lines_of, tables_of

    engine = sa.create_engine(f"sqlite:///{old}")
    there = sa.MetaData()
    with engine.connect() as connection:
        there.reflect(connection)
        lines = {table.name: list(lines_of(connection, table)) for table in tables_of(there)}
    write_archive(file, lines, "0001", "sqlite", AT)


def test_what_it_says_of_a_backup_that_lacks_everything(opened: Opened, tmp_path: Path) -> None:
    empty, full = opened(), _filled(opened())
    manifest = back_up(empty, tmp_path / "empty.zip", AT)
    assert replace(manifest, tables={}).database == "sqlite"
    with pytest.raises(TidegaugeError, match="8 of labels, 1 of review_batches"):
        restore(full, tmp_path / "empty.zip", by="ana", at=AT)
