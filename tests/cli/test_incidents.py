"""`tidegauge incidents`: open one, say what was done, read it back, take the postmortem along."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import END, MIDDLE, START
from tidegauge.cli import main

Run = Callable[..., Result]
WINDOW = ("--from", f"{MIDDLE:%Y-%m-%dT%H:%M}", "--to", f"{END:%Y-%m-%dT%H:%M}")


@pytest.fixture
def run(lake_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on the small lake, with a workbench of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIDEGAUGE_STORE", str(lake_folder))
    monkeypatch.setenv("TIDEGAUGE_WORKBENCH", f"sqlite:///{tmp_path / 'workbench.sqlite'}")
    for module in ("_incident_session", "show._options"):
        monkeypatch.setattr(f"tidegauge.cli.{module}.now", lambda: datetime(2026, 11, 15, 2))

    def command(*words: str) -> Result:
        return CliRunner().invoke(main, ["incidents", *words], catch_exceptions=False)

    return command


@pytest.fixture
def opened(run: Run) -> Run:
    found = run(
        "open",
        "--metric",
        "error_rate",
        *WINDOW,
        "--compare",
        f"{START:%Y-%m-%d}..{MIDDLE:%Y-%m-%dT00:00}",
        "--by",
        "ana",
    )
    assert found.exit_code == 0, found.output
    assert found.output.startswith("INC-1, P0: Error rate in geo = BR")
    return run


def test_nothing_yet_is_said(run: Run) -> None:
    assert "no incident yet" in run("list").stderr
    assert run("list", "--json").output.strip() == "[]"


def test_opened_listed_shown(opened: Run) -> None:
    listed = opened("list").output
    assert "INC-1" in listed
    assert "scoped" in listed
    shown = json.loads(opened("show", "inc-1", "--json").output)
    assert shown["incident"]["opening"]["metric"] == "error_rate"
    assert shown["times"][0]["name"] == "to detect"
    assert shown["pins"][0]["pin"]["numbers"][0]["label"] == "geo = BR"
    assert "[ ] Data: freshness" in opened("show", "1").output


def test_the_whole_work(opened: Run) -> None:
    for words in (
        ("acknowledge", "1", "--by", "ana"),
        ("give", "1", "bo", "--by", "ana"),
        ("note", "1", "rolled back", "--by", "ana"),
        ("rate", "1", "P2", "--reason", "one tenant", "--by", "ana"),
        ("status", "1", "mitigated", "--by", "ana"),
        ("status", "1", "resolved", "--by", "ana"),
        ("status", "1", "reopen", "--by", "ana"),
    ):
        assert opened(*words).exit_code == 0
    found = json.loads(opened("list", "--json", "--open").output)[0]
    assert (found["status"], found["owner"], found["severity"]) == ("scoped", "bo", "P2")
    assert "rolled back" in opened("show", "1").output


def test_what_cannot_be_is_one_red_sentence(opened: Run) -> None:
    for words in (
        ("show", "7"),
        ("open",),
        ("note", "1", " "),
        ("list", "--time-zone", "Mars/Base"),
        ("postmortem", "1", "--to", "gone/x.md"),
    ):
        found = opened(*words)
        assert found.exit_code == 1
        assert found.stderr.count("\n") == 1


def test_the_postmortem_is_a_file(opened: Run, tmp_path: Path) -> None:
    assert opened("postmortem", "1").output.startswith("# INC-1: Error rate in geo = BR")
    opened("postmortem", "1", "--format", "html", "--to", "x.html")
    assert (tmp_path / "x.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_name_does_not_steer_the_terminal(opened: Run) -> None:
    assert opened("give", "1", "\x1b[2Jbo", "--by", "ana").output.endswith("owner \\x1b[2Jbo.\n")


def test_what_cannot_be_pinned_opens_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tidegauge.toml").write_text('[incidents]\nredact = ["emials"]\n', encoding="utf-8")
    against = ("--compare", f"{START:%Y-%m-%d}..{MIDDLE:%Y-%m-%dT00:00}")
    found = run("open", "--metric", "error_rate", *WINDOW, *against, "--by", "ana")
    assert (found.exit_code, found.stderr.count("\n")) == (1, 1)
    assert "emials" in found.stderr
    assert run("list", "--json").output.strip() == "[]"


def test_by_hand_with_a_title_alone(run: Run) -> None:
    found = run(
        "open", "--title", "odd answers", "--where", "geo = DE", "--severity", "P0", "--by", "ana", *WINDOW
    )
    assert found.output.startswith("INC-1, P0: odd answers")
    shown = json.loads(run("show", "1", "--json").output)
    assert shown["incident"]["opening"]["segment"] == [["geo", "DE"]]
    assert shown["incident"]["because"] == "chosen by ana"


def test_what_is_open_already_is_named_and_opened_only_again(opened: Run) -> None:
    words = ("open", "--metric", "error_rate", *WINDOW, "--by", "ana")
    against = ("--compare", f"{START:%Y-%m-%d}..{MIDDLE:%Y-%m-%dT00:00}")
    found = opened(*words, *against)
    assert found.exit_code == 1
    assert "INC-1 is open for the same metric and calls" in found.stderr
    assert opened(*words, *against, "--again").output.startswith("INC-2, ")


def test_a_filter_that_no_call_meets_is_warned_of(run: Run) -> None:
    found = run("open", "--title", "odd", "--where", "geo=nosuch", "--by", "ana", *WINDOW)
    assert found.exit_code == 0
    assert "No calls match geo = nosuch in this window." in found.stderr
    assert not run("open", "--title", "odd", "--where", "geo=BR", "--by", "ana", *WINDOW).stderr


def test_a_long_title_is_cut_between_words(run: Run) -> None:
    run("open", "--title", "answers " * 9, "--by", "ana", *WINDOW)
    assert f"{' '.join(['answers'] * 7)}…" in run("list").output
