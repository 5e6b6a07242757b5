"""`tidegauge show scope`: the sentence first, rows that add up, and the same in JSON and CSV; refusals in one sentence."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from tidegauge.cli import main

Show = Callable[..., Result]
WEEK = ("--from", "2026-11-08", "--to", "2026-11-14", "--compare", "previous", "--no-replay")


@pytest.fixture
def show(lake_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Show:
    """Run the command on the small lake, away from anybody's settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIDEGAUGE_STORE", str(lake_folder))

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["show", "scope", *arguments])

    return run


def test_three_forms_say_the_same(show: Show) -> None:
    command = (*WEEK, "--metric", "error_rate", "--by", "geo,device")
    report = json.loads(show(*command, "--json").stdout)
    frame = pl.read_csv(io.StringIO(show(*command, "--csv").stdout))
    text = show(*command).stdout
    rows = [*report["causes"], report["rest"], report["total"]]
    assert report["causes"][0]["where"] == {"geo": "BR"}
    assert frame["change"].to_list() == pytest.approx([row["change"] for row in rows])
    assert frame["n"].to_list() == [row["n"] for row in rows]
    assert report["findings"][0]["sentence"] in text
    assert "rest of traffic" in text
    assert "Searched in " in text


def test_json_has_what_a_pipeline_needs(show: Show) -> None:
    report = json.loads(show(*WEEK, "--metric", "error_rate", "--json").stdout)
    first = report["causes"][0]
    assert {
        "where",
        "share",
        "rate_part",
        "mix_part",
        "interaction",
        "reference",
        "current",
        "moved",
        "n",
    } <= set(first)
    assert {"onset", "changes", "isolated", "traffic", "aliases"} <= set(first)
    assert report["findings"][0]["kind"] == "scope.causes"
    assert report["findings"][0]["link"] == {"page": "scope", "params": {"of": "error_rate"}}
    assert report["searched"] > 0


def test_the_past_is_searched_too_where_there_is_one(show: Show) -> None:
    days = ("--from", "2026-11-13", "--to", "2026-11-14", "--compare", "previous", "--metric", "error_rate")
    report = json.loads(show(*days, "--json").stdout)
    if report["causes"]:
        assert report["replay"]["periods"] > 0
        assert "earlier" in report["replay"]["what"]
    assert json.loads(show(*days, "--no-replay", "--json").stdout)["replay"] is None


def test_a_named_metric_and_nothing_chosen(show: Show) -> None:
    assert json.loads(show(*WEEK, "--json").stdout)["metric"]["name"] == "error_rate"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--metric", "error_rate", "--by", "gep"), "Did you mean geo?"),
        (("--metric", "error_rat"), "Did you mean error_rate?"),
        (("--metric", "rmse(duration_ms, input_tokens)"), "is no sum over calls"),
    ],
)
def test_a_refusal_is_one_sentence(show: Show, arguments: tuple[str, ...], said: str) -> None:
    result = show(*WEEK, *arguments)
    assert result.exit_code == 1
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_two_metrics_are_one_too_many(show: Show) -> None:
    result = show(*WEEK, "--metric", "error_rate,calls")
    assert result.exit_code == 2
    assert "one metric at a time" in result.stderr


def test_nothing_to_compare_with_is_said(show: Show) -> None:
    result = show("--window", "all data", "--compare", "none", "--metric", "error_rate")
    assert result.exit_code == 1
    assert "Scope compares two windows" in result.stderr
