"""`tidegauge sync` as it is typed: what it prints, what it refuses, and how it ends."""

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tidegauge.cli import main
from tidegauge.cli._progress_line import ProgressLine
from tidegauge.cli._sync_output import EVERY, told
from tidegauge.stores.copying import Progress
from tidegauge.stores.lake.manifest import load

PHOENIX = {"spans": (1015, 1015), "scores": (352, 349), "signals": (69, 57)}
"""Rows at the source and in the copy: three notes are no scores, twelve thumbs stand twice."""


@pytest.fixture
def phoenix(shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copy(shared / "fixtures" / "phoenix.db", tmp_path))


def sync(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["sync", *arguments])


@pytest.mark.usefixtures("phoenix")
def test_a_sync_prints_what_it_did_and_why_rows_are_missing():
    first = sync("sqlite:///phoenix.db", "--into", "lake")
    assert first.exit_code == 0
    lines = [line.split() for line in first.stdout.splitlines()]
    for table, (source, copy) in PHOENIX.items():
        expected = [f"{copy:,}", f"{copy:,}", "0", "0", "0", f"{source:,}", f"{source - copy}", f"{copy:,}"]
        assert [table, *expected] in lines
    assert "scores: 3 left out. They are notes: remarks without a score." in first.stdout
    version = load(Path("lake")).version
    assert sync("sqlite:///phoenix.db", "--into", "lake", "--full").exit_code == 0
    assert load(Path("lake")).version == version


@pytest.mark.usefixtures("phoenix")
def test_the_result_as_json_and_the_store_of_the_settings(monkeypatch):
    monkeypatch.setenv("TIDEGAUGE_STORE", "lake")
    found = json.loads(sync("sqlite:///phoenix.db", "--since", "2026-11-15", "--json").stdout)
    assert (found["product"], found["into"], found["stopped"]) == ("Arize Phoenix on SQLite", "lake", False)
    spans = found["tables"]["spans"]
    assert spans["added"] == spans["check"]["copy"] == spans["check"]["source"] < 1015
    assert spans["check"]["unexplained"] == 0


@pytest.mark.usefixtures("phoenix")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("sqlite:///nowhere.db",), "there is no file"),
        (("sqlite:///phoenix.db", "--into", "sqlite:///phoenix.db"), "are the same store"),
        (("sqlite:///phoenix.db", "--into", "sqlite:///other.db"), "Nothing is written into"),
        (("sqlite:///phoenix.db", "--into", "phoenix.db/lake"), "Nothing can be written to the store"),
        (("nowhere",), "There is no store at “nowhere”"),
        (("phoenix.db", "--into", "phoenix.db"), "are the same store"),
        (("calls.csv",), "There is no store at “calls.csv”"),
        (("sqlite://phoenix.db",), "sqlite:///phoenix.db"),
        (("http://localhost:6006",), "is a web address"),
        (("postgresql://ann:secret@127.0.0.1:1/traces",), "does not answer"),
        (("nonsense://ann:secret@host/db",), "does not open “nonsense”"),
    ],
)
def test_what_is_refused_is_said_in_a_sentence_without_a_password(arguments, words):
    into = () if "--into" in arguments else ("--into", "lake")
    refused = sync(*arguments, *into)
    assert refused.exit_code == 1
    assert words in refused.stderr
    assert "secret" not in refused.output
    assert not Path("lake/manifest.json").exists()


@pytest.mark.usefixtures("phoenix")
def test_a_file_is_named_by_its_path_and_a_shared_project_is_told(shared):
    shutil.copy(shared / "fixtures" / "mlflow.db", "mlflow.db")
    first = sync("phoenix.db", "--into", "lake")
    second = sync("mlflow.db", "--into", "lake")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "from another source" not in first.stdout
    assert "The project “support-bot” is in this store from another source, too." in second.stdout
    assert "--where 'record_source = MLflow mlflow.db'" in second.stdout
    assert "scores: 1 left out. A later assessment" in second.stdout


def test_progress_is_told_of_what_takes_long_and_not_of_every_round(capsys):
    report = ProgressLine(told, EVERY)
    report(Progress("spans", 140, None, 0.1))
    assert capsys.readouterr().err == ""
    for rows in (2_000, 2_001):
        report(Progress("spans", rows, None, 4.0))
    report.clear()
    assert capsys.readouterr().err == "spans: 2,000 rows, 500/s\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_following_ends_in_good_order(phoenix, number):
    run = "from tidegauge.cli import main; main()"
    command = [sys.executable, "-c", run, "sync", "sqlite:///phoenix.db", "--into", "lake", "--follow"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([*command, "--every", "0.2"], **pipes, text=True) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        told = "Following sqlite:///phoenix.db into lake: it is looked at every 0.2 s. Ctrl+C ends it.\n"
        assert child.stderr.readline() == told
        assert "1,015 spans added" in child.stdout.readline()
        child.send_signal(number)
        assert child.wait(30) == 0
    assert load(Path("lake")).rows("spans") == 1015
