"""`tidegauge show alerts` prints what the page says."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tidegauge.cli import main

SETTINGS = """
store = "{lake}"
workbench = "sqlite:///{folder}/workbench.sqlite"
[alerts]
owner = "ml-oncall"
[alerts.rules.errors]
metric = "error_rate"
for_each = ["geo"]
window = "4 h"
[alerts.rules."od\\u001bd"]
condition = "freshness"
older_than = "1 h"
"""


@pytest.fixture
def run(lake_folder: Path, tmp_path: Path) -> object:
    config = tmp_path / "tidegauge.toml"
    config.write_text(SETTINGS.format(lake=lake_folder, folder=tmp_path))

    def show(*arguments: str) -> Result:
        return CliRunner().invoke(main, [*arguments, "--config", str(config)])

    return show


def test_rules_are_listed_before_there_is_a_workbench(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    result = run("show", "alerts")
    assert result.exit_code == 0
    assert "2 rules were not checked yet. None was back-tested yet." in result.stdout
    assert "Error rate is worse than in the frozen baseline" in result.stdout
    assert "\x1b" not in result.stdout
    assert not (tmp_path / "workbench.sqlite").exists()


def test_a_check_is_told(run) -> None:  # type: ignore[no-untyped-def]
    checked = run("check", "--rule", "errors")
    assert checked.exit_code in {0, 1}
    report = json.loads(run("show", "alerts", "--json").stdout)
    states = {row["name"]: row["state"] for row in report["rows"]}
    assert states["errors"] in {"ok", "firing", "pending", "resolved"}
    assert states["od\x1bd"] == "not checked yet"
    assert json.loads(run("alerts", "list", "--json").stdout)["rows"] == report["rows"]
    assert run("show", "alerts", "--csv").stdout.startswith("rule,state,condition,for_each,where")
