"""`tidegauge show business`: text, JSON and CSV, and what it says without outcomes."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from tests.business_shop import shop
from tests.conftest import END, MIDDLE, START
from tidegauge.cli import main
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames

WEEK = ("--from", "2026-11-08", "--to", "2026-11-14")


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop whose clicks fall with a release."""
    folder: Path = tmp_path_factory.mktemp("shop") / "lake"
    tables = shop(START, 14, sessions=150, click=lambda day: 0.3 if day < 7 else 0.15)
    tables["changes"] = pl.DataFrame(
        [{"at": MIDDLE, "kind": "prompt", "component": "search", "to_version": "v7"}]
    )
    write_frames(folder, tables, ImportRecord("shop", "shop.parquet", END + timedelta(days=1)))
    return folder


@pytest.fixture
def run(lake: Path, tmp_path: Path) -> Callable[..., Result]:
    """Run a command on the shop with these settings."""

    def invoke(*words: str, settings: str = "", store: Path | None = None) -> Result:
        config = tmp_path / "tidegauge.toml"
        own = f"sqlite:///{tmp_path / 'workbench.sqlite'}"
        config.write_text(f'store = "{store or lake}"\nworkbench = "{own}"\n{settings}', encoding="utf-8")
        return CliRunner().invoke(main, [*words, "--config", str(config)])

    return invoke


def test_it_says_what_moved_and_with_which_change(run: Callable[..., Result]) -> None:
    answer = run("show", "business", *WEEK)
    assert answer.exit_code == 0, answer.output
    assert "Click-through rate fell from" in answer.output
    for words in (
        "It moved with prompt search",
        "Return on ad spend",
        "Revenue a week",
        "Share of spend",
    ):
        assert words in answer.output


def test_the_json_is_the_report(run: Callable[..., Result]) -> None:
    report = json.loads(run("show", "business", *WEEK, "--by", "geo", "--outcome", "roas", "--json").output)
    names = {
        "outcomes",
        "decisions",
        "leads",
        "random_slice",
        "allocation",
        "changes",
        "delay",
        "trend",
        "versions",
    }
    assert names <= set(report)
    assert report["outcome"] == "roas"
    roas = next(one for one in report["outcomes"] if one["metric"] == "roas")
    assert roas["current"]["low"] < roas["current"]["value"] < roas["current"]["high"]
    assert report["findings"][0]["kind"] == "business"


def test_the_csv_has_the_segments(run: Callable[..., Result]) -> None:
    lines = run("show", "business", *WEEK, "--by", "geo", "--csv").output.splitlines()
    assert lines[0].startswith("geo,calls,share_of_spend_before")
    assert {line.split(",")[0] for line in lines[1:]} == {"BR", "DE"}


def test_settings_are_read(run: Callable[..., Result]) -> None:
    answer = run("show", "business", *WEEK, settings='[business]\ndelay_hours = 48\noutcome = "conversion"\n')
    assert answer.exit_code == 0, answer.output
    assert "last 2.0 days not final" in answer.output
    wrong = run("show", "business", *WEEK, settings="[business]\ntreshold = 0.5\n")
    assert wrong.exit_code != 0
    assert "threshold" in wrong.output


def test_without_outcomes_it_says_how_they_are_imported(run: Callable[..., Result], tmp_path: Path) -> None:
    spans = shop(START, 14, sessions=10)["spans"]
    write_frames(tmp_path / "bare", {"spans": spans}, ImportRecord("b", "f", END))
    answer = run("show", "business", *WEEK, store=tmp_path / "bare")
    assert answer.exit_code == 0, answer.output
    assert "tidegauge import outcomes.csv --table outcomes" in answer.output


@pytest.mark.parametrize(("option", "value", "near"), [("--by", "goe", "geo"), ("--outcome", "crt", "ctr")])
def test_a_name_that_is_not_there_is_told_with_the_nearest(
    run: Callable[..., Result], option: str, value: str, near: str
) -> None:
    answer = run("show", "business", *WEEK, option, value)
    assert answer.exit_code != 0
    assert near in answer.output
