"""`tidegauge changes`: a pipeline records what it deployed, once, and `show scope` finds it."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from tests.control_calls import START
from tidegauge.cli import main
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames

Run = Callable[..., Result]
DEPLOY = (
    "--kind",
    "deploy",
    "--component",
    "app",
    "--from",
    "4.1",
    "--to",
    "4.2",
    "--at",
    "2026-11-10T09:00",
)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command beside a lake with one call."""
    call = {"trace_id": ["t"], "span_id": ["s"], "kind": ["model"], "start_time": [START]}
    write_frames(tmp_path / "lake", {"spans": pl.DataFrame(call)}, ImportRecord("b", "made by hand", START))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tidegauge.cli.changes.now", lambda: datetime(2026, 11, 22, 10))
    monkeypatch.setenv("TIDEGAUGE_STORE", str(tmp_path / "lake"))

    def command(*arguments: str) -> Result:
        return CliRunner().invoke(main, list(arguments))

    return command


def listed(run: Run, *more: str) -> list[dict[str, str | None]]:
    found: list[dict[str, str | None]] = json.loads(run("changes", "list", "--json", *more).stdout)
    return found


def test_a_change_is_recorded_once(run: Run) -> None:
    first, again = (run("changes", "add", *DEPLOY, "--scope", "geo = BR and device = ios") for _ in range(2))
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "Recorded." in first.stderr
    assert "It was recorded before." in again.stderr
    (row,) = listed(run)
    assert first.stderr.splitlines()[-1] == f"Recorded. To take it back: tidegauge changes remove {row['id']}"
    assert row == {
        "id": row["id"],
        "at": "2026-11-10T09:00:00Z",
        "kind": "deploy",
        "component": "app",
        "from_version": "4.1",
        "to_version": "4.2",
        "scope": "geo = BR and device = ios",
        "note": None,
    }


def test_without_a_time_it_is_now_and_a_zone_is_read(run: Run) -> None:
    assert run("changes", "add", "--kind", "flag", "--component", "beta").exit_code == 0
    assert run("changes", "add", *DEPLOY, "--time-zone", "Europe/Berlin").exit_code == 0
    newest, berlin = listed(run)
    assert newest["kind"] == "flag"
    assert berlin["at"] == "2026-11-10T08:00:00Z"
    assert [row["kind"] for row in listed(run, "--to", "2026-11-10")] == ["deploy"]
    assert "Tue 10 Nov" in run("changes", "list", "--to", "2026-11-10").stdout


def test_an_empty_list_says_how_to_begin(run: Run) -> None:
    result = run("changes", "list")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "tidegauge changes add" in result.stderr


def test_a_store_that_is_not_there_is_a_typing_mistake(run: Run) -> None:
    result = run("changes", "add", *DEPLOY, "--store", "lak")
    assert result.exit_code == 1
    assert not Path("lak").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--kind", "deploy", "--scope", "geo BR"), "“geo BR” is not a filter"),
        (("--kind", "deploy", "--at", "yesterday"), "“yesterday” is not a time"),
    ],
)
def test_a_refusal_is_one_sentence(run: Run, arguments: tuple[str, ...], said: str) -> None:
    result = run("changes", "add", *arguments)
    assert result.exit_code == 1
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_kind_that_is_none_is_refused(run: Run) -> None:
    assert run("changes", "add", "--kind", "oops").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--kind", "deploy"), "says nothing of what was changed. Name one of them"),
        (("--kind", "note", "--component", "x"), "A note without --note says nothing."),
        (
            ("--kind", "flag", "--component", "x", "--at", "2099-01-01"),
            "2099-01-01 00:00 UTC lies in the future",
        ),
        (
            ("--kind", "flag", "--component", "x", "--scope", "goe = BR"),
            "“goe” is not a known attribute. Did you mean geo?",
        ),
    ],
)
def test_what_says_nothing_or_cannot_be_is_refused(run: Run, arguments: tuple[str, ...], said: str) -> None:
    result = run("changes", "add", *arguments)
    assert result.exit_code != 0
    assert said in result.stderr
    assert listed(run) == []


def test_a_value_that_no_call_has_is_recorded_with_a_word(run: Run, tmp_path: Path) -> None:
    calls = {"trace_id": ["u"], "span_id": ["u"], "kind": ["model"], "start_time": [START], "geo": ["BR"]}
    write_frames(tmp_path / "lake", {"spans": pl.DataFrame(calls)}, ImportRecord("c", "made by hand", START))
    told = run("changes", "add", "--kind", "flag", "--component", "beta", "--scope", "geo = BRR")
    assert told.exit_code == 0
    assert "--scope: “BRR” is not a known value of geo. Did you mean BR?" in told.stderr
    quiet = run("changes", "add", "--kind", "flag", "--component", "gamma", "--scope", "geo = BR")
    assert len(quiet.stderr.splitlines()) == 1
    early = run("changes", "add", "--kind", "flag", "--component", "old", "--at", "2020-01-01")
    assert "is before the store's first call" in early.stderr
    assert len(listed(run)) == 3


def test_a_change_is_taken_back_and_may_come_again(run: Run) -> None:
    run("changes", "add", *DEPLOY)
    run("changes", "add", "--kind", "flag", "--component", "beta", "--at", "2026-11-10T09:00")
    deploy = next(row["id"] for row in listed(run) if row["kind"] == "deploy")
    assert deploy is not None
    gone = run("changes", "remove", deploy)
    assert (gone.exit_code, gone.stderr) == (0, "Removed: deploy app 4.2, Tue 10 Nov 09:00.\n")
    assert [row["component"] for row in listed(run)] == ["beta"]
    assert f"No change has the ID “{deploy}”" in run("changes", "remove", deploy).stderr
    run("changes", "add", *DEPLOY)
    assert deploy in {row["id"] for row in listed(run)}


def test_what_a_trace_holds_does_not_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    calls = {
        "trace_id": ["u"],
        "span_id": ["u"],
        "kind": ["model"],
        "start_time": [START],
        "geo": ["BR\x1b[2J"],
    }
    write_frames(tmp_path / "lake", {"spans": pl.DataFrame(calls)}, ImportRecord("c", "made by hand", START))
    told = run("changes", "add", "--kind", "flag", "--component", "b\x1b[2J", "--scope", "geo = BR[2J")
    assert "Did you mean BR\\x1b[2J?" in told.stderr
    refused = run("changes", "add", "--kind", "flag", "--component", "x", "--scope", "a\x1b[2J = 1")
    assert "“a\\x1b[2J” is not a known attribute" in refused.stderr
    (row,) = listed(run)
    assert row["id"] is not None
    assert "Removed: flag b\\x1b[2J" in run("changes", "remove", row["id"]).stderr
