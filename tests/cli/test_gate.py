"""`tidegauge gate`: exit codes, JSON, JUnit, Markdown, and what is said of bad input."""

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from tests.gate_calls import version_calls
from tidegauge.cli import main

V7 = ("--candidate", "prompt_version=v7", "--baseline", "prompt_version=v6")
V8 = ("--candidate", "prompt_version=v8", "--baseline", "prompt_version=v6")


@pytest.fixture
def run(gate_shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a gate on the shop's lake, in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def invoke(*words: str, store: str = str(gate_shop), command: str = "gate") -> Result:
        config = tmp_path / "tidegauge.toml"
        workbench = f"sqlite:///{tmp_path / 'workbench.sqlite'}"
        config.write_text(f'store = "{store}"\nworkbench = "{workbench}"\n', encoding="utf-8")
        return CliRunner().invoke(main, [*command.split(), *words, "--config", str(config)])

    return invoke


def _root(folder: Path) -> ET.Element:
    return ET.parse(folder / "gate.xml").getroot()  # noqa: S314  our own file


def test_a_broken_version_fails_with_1_and_names_where(run: Callable[..., Result]) -> None:
    answer = run(*V7, "--json")
    assert answer.exit_code == 1, answer.output
    report = json.loads(answer.stdout)
    assert report["outcome"] == "fail"
    assert report["exit_code"] == 1
    failing = {one["name"]: one for one in report["checks"] if one["result"] == "fail"}
    assert set(failing) == {"format", "segments"}
    assert failing["segments"]["rows"][0]["segment"] == {"geo": "BR", "device": "ios"}
    assert failing["segments"]["rows"][0]["candidate"]["value"] == pytest.approx(0.7, abs=0.08)
    assert "geo = BR, device = ios" in report["findings"][0]["sentence"]


def test_a_version_as_good_passes_with_0(run: Callable[..., Result]) -> None:
    answer = run(*V8)
    assert answer.exit_code == 0, answer.output
    assert answer.output.startswith("PASS: prompt_version = v8 passes")


def test_too_few_calls_are_2_and_say_how_many_more(
    run: Callable[..., Result], gate_lake: Callable[..., Path]
) -> None:
    store = gate_lake(version_calls(1, 400, "v6"), version_calls(3, 60, "v8"))
    answer = run(*V8, store=str(store))
    assert answer.exit_code == 2, answer.output
    assert "more calls would settle it" in answer.output


def test_a_version_that_nobody_called_is_2_and_names_those_there_are(run: Callable[..., Result]) -> None:
    answer = run("--candidate", "prompt_version=v9", "--baseline", "prompt_version=v6")
    assert answer.exit_code == 2
    assert "There are no calls with prompt_version = v9" in answer.output
    assert "v6, v8, v7" in answer.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--candidate", "prompt_version=v7"), "needs --candidate and --baseline"),
        (
            ("--candidate", "promt_version=v7", "--baseline", "promt_version=v6"),
            "Did you mean prompt_version?",
        ),
        (("--candidate", "prompt_version=v6", "--baseline", "prompt_version=v6"), "held against itself"),
        (("--candidate", "prompt_version>v6", "--baseline", "prompt_version=v6"), "names no version"),
        ((*V7, "--golden", "nothing"), "is not a known golden set"),
        ((*V7, "--policy", "missing.toml"), "missing.toml cannot be read"),
        ((*V7, "--from", "yesterday-ish"), "yesterday-ish"),
        ((*V7, "--baseline-from", "2026-10-01"), "needs both"),
        ((*V7, "--no-such-flag"), "No such option"),
        ((*V7, "--junit"), "unexpected extra argument"),
    ],
)
def test_what_cannot_be_read_is_3(run: Callable[..., Result], words: tuple[str, ...], said: str) -> None:
    answer = run(*words)
    assert answer.exit_code == 3, answer.output
    assert said in answer.output


def test_a_store_that_is_not_there_is_3(run: Callable[..., Result], tmp_path: Path) -> None:
    answer = run(*V7, "--json", "--junit", "gate.xml", store=str(tmp_path / "nothing"))
    assert answer.exit_code == 3
    assert not (tmp_path / "gate.xml").is_file() or "error" in (tmp_path / "gate.xml").read_text()


def test_what_could_not_be_read_replaces_the_reports_of_an_earlier_run(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    run(*V8, "--junit", "gate.xml", "--markdown", "gate.md")
    answer = run(*V8, "--golden", "nothing", "--junit", "gate.xml", "--markdown", "gate.md", "--json")
    assert answer.exit_code == 3
    assert json.loads(answer.stdout)["outcome"] == "could_not_read"
    assert _root(tmp_path).get("errors") == "1"
    assert "COULD NOT READ" in (tmp_path / "gate.md").read_text()


def test_junit_has_a_case_a_check(run: Callable[..., Result], tmp_path: Path) -> None:
    run(*V7, "--junit", "gate.xml")
    root = _root(tmp_path)
    failed = {case.get("name") for case in root.iter("testcase") if case.find("failure") is not None}
    assert failed == {"Format", "Segments"}
    assert root.get("failures") == "2"
    skipped = next(case for case in root.iter("testcase") if case.get("name") == "Golden set")
    assert "not applicable" in skipped.find("skipped").get("message")


def test_a_value_from_a_trace_is_no_markdown(
    gate_lake: Callable[..., Path], run: Callable[..., Result], tmp_path: Path
) -> None:
    hostile = "v7|<img src=x onerror=alert(1)>[a](http://evil.example)\n# @all `x`"
    store = gate_lake(version_calls(1, 600, "v6"), version_calls(2, 600, hostile, failing=0.6))
    quoted = '"' + hostile + '"'
    answer = run(
        "--candidate",
        f"prompt_version={quoted}",
        "--baseline",
        "prompt_version=v6",
        "--markdown",
        "gate.md",
        store=str(store),
    )
    assert answer.exit_code == 1, answer.output
    text = (tmp_path / "gate.md").read_text()
    head = text.split("<details>")[0]
    assert "<img" not in head.replace("\\<img", "")
    assert "](http" not in head
    assert "://evil" not in head
    assert "@all" not in head
    assert all(line.count("|") >= 2 for line in head.splitlines() if line.startswith("|"))


def test_init_writes_the_policy_once(run: Callable[..., Result], tmp_path: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(main, ["gate", "--init"]).exit_code == 0
    text = (tmp_path / "tidegauge-gate.toml").read_text()
    (tmp_path / "tidegauge-gate.toml").write_text("peeking = false\n")
    again = runner.invoke(main, ["gate", "--init"])
    assert again.exit_code == 3
    assert "left as it is" in again.output
    assert (tmp_path / "tidegauge-gate.toml").read_text() == "peeking = false\n"
    assert "[checks.format]" in text


def test_the_policy_of_the_folder_is_followed(run: Callable[..., Result], tmp_path: Path) -> None:
    policy = tmp_path / "tidegauge-gate.toml"
    policy.write_text(
        "[checks.format]\nmax_rate = 0.3\n[checks.segments]\nenabled = false\n", encoding="utf-8"
    )
    answer = run(*V7, "--json")
    report = json.loads(answer.stdout)
    assert report["policy"] == "tidegauge-gate.toml"
    assert {one["name"]: one["result"] for one in report["checks"]}["format"] == "pass"
    assert "Switched off" in next(one["why"] for one in report["checks"] if one["name"] == "segments")
    policy.write_text("[checks.format]\nmax_rat = 0.3\n", encoding="utf-8")
    broken = run(*V7)
    assert broken.exit_code == 3
    assert "checks.format.max_rat" in broken.output
    assert "Did you mean max_rate?" in broken.output


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ('accuracy]\nmetrics = ["acuracy"]', "Did you mean accuracy?"),
        ('features]\ncolumns = ["gep"]', "Did you mean geo?"),
        ('segments]\nby = ["gep"]', "gep"),
    ],
)
def test_a_name_in_the_policy_that_nobody_knows_is_3_and_not_a_check_less(
    run: Callable[..., Result], tmp_path: Path, key: str, said: str
) -> None:
    name = key.partition("]")[0]
    others = ("format", "errors", "latency", "cost", "features", "segments", "accuracy")
    off = "".join(f"[checks.{one}]\nenabled = false\n" for one in others if one != name)
    (tmp_path / "tidegauge-gate.toml").write_text(f"{off}[checks.{key}\n", encoding="utf-8")
    answer = run(*V8)
    assert answer.exit_code == 3, answer.output
    assert f"checks.{name}: " in answer.output
    assert said in answer.output


def test_an_interrupted_gate_is_no_fail(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tidegauge.cli._gate_options.read_gate", interrupted)
    answer = run(*V8)
    assert answer.exit_code == 3
    assert "Interrupted" in answer.output


def test_a_report_that_cannot_be_written_is_one_answer(run: Callable[..., Result], tmp_path: Path) -> None:
    answer = run(*V8, "--json", "--junit", str(tmp_path / "missing" / "gate.xml"))
    assert answer.exit_code == 3
    assert json.loads(answer.stdout)["outcome"] == "could_not_read"


def test_show_gate_prints_the_same_and_ends_with_0(run: Callable[..., Result]) -> None:
    answer = run(*V7, command="show gate")
    assert answer.exit_code == 0, answer.output
    assert "FAIL: prompt_version = v7" in answer.output
    table = run(*V7, "--csv", command="show gate").output
    assert table.splitlines()[0].startswith("check,number,result,baseline,candidate")
