"""`tidegauge show connections`, and stores by name: no password is printed, whatever goes wrong."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tidegauge.cli import main
from tidegauge.workbench.connections import save_connection
from tidegauge.workbench.engine import open_workbench

Show = Callable[..., Result]
SETTINGS = """
store = "{lake}"
[stores]
"the lake" = "{lake}"
away = "postgresql+psycopg://ann:p%40ss%3Aw%2Frd%20%25@127.0.0.1:9/traces"
variable = "postgresql+psycopg://ann:${{AWAY_PASSWORD}}@127.0.0.1:9/traces"
"""
PIECES = ("p@ss", "w/rd", "ss%3A", "rd %", "%40ss")


@pytest.fixture
def show(lake_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Show:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TIDEGAUGE_STORE", raising=False)
    (tmp_path / "tidegauge.toml").write_text(SETTINGS.format(lake=lake_folder))

    def run(*arguments: str) -> Result:
        result = CliRunner().invoke(main, ["show", *arguments])
        assert not any(piece in result.output for piece in PIECES)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return run


def test_every_store_is_listed(show: Show, lake_folder: Path) -> None:
    report = json.loads(show("connections", "--json").stdout)
    assert [one["name"] for one in report["stores"]] == [str(lake_folder), "the lake", "away", "variable"]
    assert [one["state"] for one in report["stores"]][:3] == ["opens", "opens", "cannot be read"]
    text = show("connections").stdout
    assert text.startswith("[● opens] ")
    assert "away: The store postgresql+psycopg://ann:***@127.0.0.1:9/traces does not answer." in text
    assert "variable: The store address takes ${AWAY_PASSWORD} from the environment" in text
    assert "postgresql+psycopg://ann:***@127.0.0.1:9/traces" in text
    assert "spans" in text
    assert show("connections", "--csv").stdout.startswith("table,field,read_from")


@pytest.mark.parametrize("page", ["overview", "segments", "health"])
def test_a_page_of_a_store_by_its_name(show: Show, lake_folder: Path, page: str) -> None:
    named = json.loads(show(page, "--store", "the lake", "--json").stdout)
    by_address = json.loads(show(page, "--store", str(lake_folder), "--json").stdout)
    assert named == by_address


def test_a_store_that_is_away_is_a_sentence(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    away = show("overview", "--store", "away")
    assert away.exit_code == 1
    assert "does not answer" in away.stderr
    assert len(away.stderr.splitlines()) == 1
    assert "AWAY_PASSWORD is not set" in show("overview", "--store", "variable").stderr
    monkeypatch.setenv("AWAY_PASSWORD", "p@ss:w/rd %")
    assert "does not answer" in show("overview", "--store", "variable").stderr


def test_a_chosen_store_that_cannot_be_read_fails_the_command_and_is_named_by_its_address(show: Show) -> None:
    url = "postgresql://ann:p%40ss@127.0.0.1:9/traces"
    typed = show("connections", "--store", url)
    shown = "postgresql://ann:***@127.0.0.1:9/traces"
    assert typed.exit_code == 1
    assert typed.stdout.startswith(f"[✕ cannot be read] {shown} cannot be read now.")
    assert json.loads(show("connections", "--store", url, "--json").stdout)["chosen"] == shown
    by_name = show("connections", "--store", "away")
    assert (by_name.exit_code, by_name.stdout.startswith("[✕ cannot be read] away cannot be read now.")) == (
        1,
        True,
    )


def test_a_store_that_was_added_on_the_page(show: Show, lake_folder: Path, tmp_path: Path) -> None:
    workbench = open_workbench(f"sqlite:///{tmp_path / 'tidegauge-data' / 'workbench.sqlite'}")
    save_connection(workbench, "added", str(lake_folder), datetime(2026, 11, 21))
    workbench.dispose()
    report = json.loads(show("connections", "--store", "added", "--json").stdout)
    assert report["chosen"] == "added"
    assert show("overview", "--store", "added").exit_code == 0


def test_a_name_that_nobody_knows_lists_those_there_are(show: Show) -> None:
    refused = show("overview", "--store", "adde")
    assert refused.exit_code == 1
    assert "or name one that is there: the lake, away, variable" in refused.stderr
    assert not Path("tidegauge-data").exists()
