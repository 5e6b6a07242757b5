"""`tidegauge show versions`: text, JSON and CSV."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tidegauge.cli import main

WEEK = ("--from", "2026-11-08", "--to", "2026-11-14")


@pytest.fixture
def run(lake_folder: Path, tmp_path: Path) -> Callable[..., Result]:
    """Run a command on the small lake."""

    def invoke(*words: str) -> Result:
        config = tmp_path / "tidegauge.toml"
        own = f"sqlite:///{tmp_path / 'workbench.sqlite'}"
        config.write_text(f'store = "{lake_folder}"\nworkbench = "{own}"\n', encoding="utf-8")
        return CliRunner().invoke(main, [*words, "--config", str(config)])

    return invoke


def test_text_json_and_csv_say_the_same(run: Callable[..., Result]) -> None:
    text, told, frame = (run("show", "versions", *WEEK, *form) for form in ((), ("--json",), ("--csv",)))
    assert (text.exit_code, told.exit_code, frame.exit_code) == (0, 0, 0), text.output
    report = json.loads(told.output)
    assert report["findings"][0]["sentence"] in text.output
    assert len(frame.output.splitlines()) == len(report["versions"]) + 1
    for one in report["versions"]:
        assert one["version"] in text.output


def test_a_prompt_that_is_not_there_is_said(run: Callable[..., Result]) -> None:
    refused = run("show", "versions", *WEEK, "--prompt", "nothing of the kind")
    assert refused.exit_code == 1
    assert "is not a known prompt" in refused.output


def test_nobody_probed_yet(run: Callable[..., Result]) -> None:
    said = run("probe", "list")
    assert (said.exit_code, said.output.strip()) == (0, "Nobody was probed yet: tidegauge probe run")
    assert "Nobody is probed yet. Declare a target" in run("probe", "run").output
