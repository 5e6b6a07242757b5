"""Members by command, and what each command needs: a reviewer's key opens no other one's door."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.review_batch import AT, batch_in
from tidegauge.cli import main
from tidegauge.workbench.audit import list_actions
from tidegauge.workbench.batch_reviewers import ask_reviewers
from tidegauge.workbench.engine import open_workbench
from tidegauge.workbench.labels import labels_of_batch
from tidegauge.workbench.review_batches import list_batches

Told = Callable[..., Result]


@pytest.fixture
def told(tmp_path: Path, lake_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    """Run a command with somebody's key on a workbench with two batches, for marta and for jo, in that lake."""
    url = f"sqlite:///{tmp_path / 'workbench.sqlite'}"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIDEGAUGE_WORKBENCH", url)
    monkeypatch.setenv("TIDEGAUGE_STORE", str(lake_folder))
    engine, keys = open_workbench(url), {"": ""}
    for name in ("marta", "jo"):
        ask_reviewers(engine, batch_in(engine, 3, store=str(lake_folder)).id, [name], by="ana", at=AT)
    engine.dispose()

    def run(who: str, *words: str) -> Result:
        return CliRunner().invoke(main, words, env={"TIDEGAUGE_KEY": keys.get(who, who)})

    for name, role in (("ana", "admin"), ("lea", "lead"), ("vic", "viewer"), ("marta", "reviewer")):
        added = run("ana" if keys.get("ana") else "", "member", "add", name, "--role", role)
        assert added.exit_code == 0, added.output
        keys[name] = added.stdout.strip()
    return run


COMMANDS = (
    "show overview",
    "show traces",
    "show agreement",
    "show judge",
    "show health",
    "show connections",
    "review draw --n 5",
    "review ask 2 --reviewer marta",
    "review export 2",
    "review export 1 --labels",
    "review publish 1",
    "review import sheet.csv",
    "review rubric add usable",
    "labels export",
    "labels export --batch 1",
    "labels import labels.csv",
    "labels push --to phoenix --url http://127.0.0.1:9",
    "golden list",
    "golden add support --batch 1",
    "golden remove support --span s1",
    "golden freeze support",
    "golden export support --to out.jsonl",
    "member list",
    "member add eve --role admin",
    "member role marta admin",
    "member key ana",
    "member remove ana",
    "workbench check",
    "workbench backup out.zip",
    "workbench restore out.zip",
    "workbench actions",
)


@pytest.mark.parametrize("words", COMMANDS)
def test_a_reviewer_leads_exports_and_administers_nothing(told: Told, words: str, tmp_path: Path) -> None:
    before = _state(tmp_path)
    for who, reason in (
        ("marta", "Your role (reviewer) does not include"),
        ("", "Say who you are"),
        ("tg_x", "is nobody's"),
    ):
        answer = told(who, *words.split())
        assert answer.exit_code == 1, answer.output
        assert reason in answer.stderr
        assert answer.stdout == ""
    assert _state(tmp_path) == before


@pytest.mark.parametrize(
    "words", ["review draw --n 5", "review export 1", "golden add support --batch 1", "golden freeze support"]
)
def test_a_refusal_names_what_the_command_does_and_who_may(told: Told, words: str) -> None:
    """To read is not enough for these: a viewer is nobody to ask."""
    said = told("marta", *words.split()).stderr
    assert "leading reviews: batches, rubrics, decisions, golden sets and exports" in said
    assert said.strip().endswith("Ask somebody who is lead or admin.")


def _state(folder: Path) -> object:
    engine = open_workbench(f"sqlite:///{folder / 'workbench.sqlite'}")
    found = (list_batches(engine), list_actions(engine), labels_of_batch(engine, 1))
    engine.dispose()
    return found, sorted(file.name for file in folder.iterdir() if "sqlite" not in file.name)


def test_a_reviewer_lists_her_own_batches_and_reads_rubrics(told: Told) -> None:
    def listed(who: str) -> list[int]:
        return [one["id"] for one in json.loads(told(who, "review", "list", "--json").stdout)]

    assert listed("marta") == [1]
    assert listed("lea") == [2, 1]
    assert told("marta", "review", "rubric", "list").exit_code == 0
    assert told("", "review", "rubric", "list").exit_code == 1


@pytest.mark.parametrize(
    "words",
    [
        "review draw --n 5",
        "labels export",
        "golden freeze support",
        "workbench actions",
        "member add eve --role viewer",
    ],
)
def test_a_viewer_changes_and_exports_nothing(told: Told, words: str) -> None:
    answer = told("vic", *words.split())
    assert answer.exit_code == 1
    assert "Your role (viewer) does not include" in answer.stderr
    assert told("vic", "show", "overview").exit_code == 0
    assert told("vic", "golden", "list").exit_code == 0


def test_a_lead_leads_under_her_own_name(told: Told, tmp_path: Path) -> None:
    assert told("lea", "review", "ask", "2", "--reviewer", "marta").exit_code == 0
    answer = told("lea", "review", "ask", "2", "--reviewer", "vic", "--by", "ana")
    assert answer.exit_code == 1
    assert "You are lea, and cannot sign as “ana”" in answer.stderr
    assert told("lea", "labels", "export").exit_code == 0
    actions = json.loads(told("lea", "workbench", "actions", "--json").stdout)
    assert [(one["by"], one["action"]) for one in actions][-2:] == [
        ("lea", "reviewers asked"),
        ("lea", "export labels"),
    ]
    assert told("lea", "workbench", "backup", "x.zip").exit_code == 1
    assert told("ana", "workbench", "backup", "x.zip").exit_code == 0
    assert told("ana", "workbench", "check").exit_code == 0


def test_keys_are_printed_once_and_kept_nowhere(told: Told, tmp_path: Path) -> None:
    added = told("ana", "member", "add", "zoe", "--role", "reviewer")
    key = added.stdout.strip()
    assert key.startswith("tg_")
    assert key not in added.stderr
    for words in ("member list --json", "workbench actions --json"):
        assert key not in told("ana", *words.split()).output
    for file in tmp_path.glob("workbench.sqlite*"):
        assert key.encode() not in file.read_bytes()
    changed = told("ana", "member", "key", "zoe").stdout.strip()
    assert "is nobody's" in told(key, "review", "list").stderr
    assert told(changed, "review", "list").exit_code == 0
    assert told("ana", "member", "role", "zoe", "lead").exit_code == 0
    assert told(changed, "labels", "export").exit_code == 0
    assert told("ana", "member", "remove", "zoe").exit_code == 0
    assert "is nobody's" in told(changed, "review", "list").stderr


def test_without_a_member_everything_is_as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    url = f"sqlite:///{tmp_path / 'workbench.sqlite'}"
    monkeypatch.setenv("TIDEGAUGE_WORKBENCH", url)
    listed = CliRunner().invoke(main, ["member", "list"])
    assert "everything is open to everybody" in listed.stderr
    refused = CliRunner().invoke(main, ["member", "add", "marta", "--role", "reviewer"])
    assert refused.exit_code == 1
    assert "the first one must be an admin" in refused.stderr
    assert CliRunner().invoke(main, ["labels", "export"]).exit_code == 0
