"""The database of labels looked after by command: backup, restore, check, migrate."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.review_batch import AT, batch_in
from tidegauge.cli import main
from tidegauge.review.loop import claim_next, commit, undo
from tidegauge.workbench.engine import open_workbench
from tidegauge.workbench.labels import Said
from tidegauge.workbench.review_plans import ReviewPlan

OLD = Path(__file__).parents[1] / "workbench" / "before_revisions.sql"
PLAN = ReviewPlan(0.5, "")


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TIDEGAUGE_KEY", raising=False)

    def run(name: str, *words: str) -> Result:
        url = name if "://" in name else f"sqlite:///{tmp_path / name}.sqlite"
        return CliRunner().invoke(main, words, env={"TIDEGAUGE_WORKBENCH": url})

    return run


def _labelled(folder: Path, name: str) -> None:
    engine = open_workbench(f"sqlite:///{folder / name}.sqlite")
    batch = batch_in(engine, 12)
    for who in ("marta", "jo"):
        for number in range(5):
            at = AT + timedelta(seconds=9.000001 * number)
            place = claim_next(engine, batch, PLAN, who, at)
            assert place is not None
            commit(engine, batch, place, who, Said((1.0, 0.0, None)[number % 3], "a “b”,\n🌊", 1 / 3), at)
    undo(engine, batch, PLAN, "jo", AT + timedelta(minutes=5))
    engine.dispose()


@pytest.mark.parametrize("to", ["other", "postgresql"])
def test_a_restore_gives_a_byte_identical_export_of_the_labels(
    told: Callable[..., Result], tmp_path: Path, to: str, request: pytest.FixtureRequest
) -> None:
    _labelled(tmp_path, "one")
    if to == "postgresql":
        server: str = request.getfixturevalue("postgresql_url")
        to = server.replace("postgresql://", "postgresql+psycopg://")
    saved = told("one", "workbench", "backup", "kept.zip", "--json")
    assert json.loads(saved.stdout)["tables"]["labels"]["rows"] == 11
    restored = told(to, "workbench", "restore", "kept.zip")
    assert restored.exit_code == 0, restored.output
    for words in (("--format", "csv"), ("--format", "jsonl"), ("--format", "parquet"), ("--withdrawn",)):
        before, after = (told(name, "labels", "export", *words).stdout_bytes for name in ("one", to))
        assert before == after
        assert len(before) > 500
    assert told(to, "workbench", "check").exit_code == 0


def test_newer_labels_stop_a_restore_and_are_kept_when_it_is_forced(
    told: Callable[..., Result], tmp_path: Path
) -> None:
    told("one", "workbench", "backup", "empty.zip")
    _labelled(tmp_path, "one")
    refused = told("one", "workbench", "restore", "empty.zip")
    assert refused.exit_code == 1
    assert "11 of labels, 1 of review_batches" in refused.stderr
    forced = told("one", "workbench", "restore", "empty.zip", "--replace")
    assert forced.exit_code == 0
    (kept,) = tmp_path.glob("empty.replaced-*.zip")
    assert kept.name in forced.stderr
    assert told("one", "workbench", "restore", kept.name).exit_code == 0
    assert len(told("one", "labels", "export").stdout.splitlines()) > 9


def test_check_says_what_is_wrong_and_ends_with_one(told: Callable[..., Result], tmp_path: Path) -> None:
    _labelled(tmp_path, "one")
    good = told("one", "workbench", "check")
    assert (good.exit_code, "✕" in good.stdout) == (0, False)
    with closing(sqlite3.connect(tmp_path / "one.sqlite")) as connection:
        connection.execute("DELETE FROM review_items WHERE place = 1")
        connection.commit()
    bad = told("one", "workbench", "check")
    assert bad.exit_code == 1
    assert "✕ Every label has its item, every item its batch" in bad.stdout
    found = json.loads(told("one", "workbench", "check", "--json").stdout)
    assert [one["name"] for one in found if one["problems"]] == ["references"]


def test_an_older_workbench_is_brought_to_the_newest_revision(
    told: Callable[..., Result], tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "old.sqlite")) as connection:
        connection.executescript(OLD.read_text(encoding="utf-8"))
    assert told("old", "workbench", "check").exit_code == 1  # it is looked at as it is
    first = told("old", "workbench", "migrate")
    assert "It had none." in first.stderr
    assert "It had" not in told("old", "workbench", "migrate").stderr
    assert told("old", "workbench", "check").exit_code == 0
    assert len(told("old", "labels", "export").stdout.splitlines()) == 6


def test_a_folder_that_is_not_there_is_made(told: Callable[..., Result], tmp_path: Path) -> None:
    kept = told("one", "workbench", "backup", f"{tmp_path / 'backups'}/")
    assert kept.exit_code == 0, kept.output
    assert [path.suffix for path in (tmp_path / "backups").iterdir()] == [".zip"]
