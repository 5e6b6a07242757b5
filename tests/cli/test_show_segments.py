"""`tidegauge show segments`: the same numbers as text, JSON and CSV; what cannot be read is one red sentence."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from tidegauge.cli import main

Show = Callable[..., Result]
WEEK = ("--from", "2026-11-08", "--to", "2026-11-14", "--compare", "previous")


@pytest.fixture
def show(lake_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Show:
    """Run the command on the small lake, away from anybody's settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIDEGAUGE_STORE", str(lake_folder))

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["show", "segments", *arguments])

    return run


def test_three_forms_say_the_same(show: Show, calls: pl.DataFrame) -> None:
    asked = (*WEEK, "--by", "geo", "--metric", "calls", "--min-n", "1")
    expected = calls.filter("current").group_by(pl.col("geo").fill_null("(not recorded)")).len()
    counts = dict(expected.iter_rows())
    report = json.loads(show(*asked, "--json").stdout)
    assert {row["values"]["geo"]: row["n_current"] for row in report["rows"]} == counts
    csv = pl.read_csv(io.StringIO(show(*asked, "--csv").stdout))
    assert dict(csv.select("geo", "n_current").iter_rows()) == counts
    text = show(*asked).stdout
    assert all(f"{count:,}" in text for count in counts.values())


def test_chips_are_joined_and_the_words_line_tells_them(show: Show, calls: pl.DataFrame) -> None:
    found = json.loads(
        show(
            *WEEK,
            "--by",
            "device",
            "--where",
            "geo=BR, DE",
            "--where",
            "device!=ios",
            "--metric",
            "calls",
            "--json",
        ).stdout
    )
    kept = calls.filter("current", pl.col("geo").is_in(["BR", "DE"]), pl.col("device") == "web")
    assert found["windows"]["n_current"] == kept.height
    assert found["windows"]["where"] == ["geo = BR, DE", "device != ios"]


def test_a_date_is_one_of_the_zone(show: Show, calls: pl.DataFrame) -> None:
    asked = (
        "--from",
        "2026-11-09",
        "--to",
        "2026-11-09",
        "--time-zone",
        "Asia/Tokyo",
        "--compare",
        "last-week",
    )
    windows = json.loads(show(*asked, "--by", "geo", "--metric", "calls", "--json").stdout)["windows"]
    assert windows["current"] == {"start": "2026-11-08T15:00:00Z", "end": "2026-11-09T15:00:00Z"}
    assert windows["reference"] == {"start": "2026-11-01T15:00:00Z", "end": "2026-11-02T15:00:00Z"}


def test_a_dimension_is_chosen_when_none_is_named(show: Show) -> None:
    assert json.loads(show(*WEEK, "--metric", "error_rate", "--json").stdout)["by"] == ["geo"]


@pytest.mark.parametrize("form", [(), ("--json",), ("--csv",)])
def test_an_empty_answer_is_an_answer(show: Show, form: tuple[str, ...]) -> None:
    result = show(*WEEK, "--by", "geo", "--metric", "error_rate", "--where", "geo=Atlantis", *form)
    assert result.exit_code == 0, result.output
    assert ("No calls match geo = Atlantis" in result.output) == (form != ("--csv",))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--by", "gep"), "Did you mean geo?"),
        (("--by", "geo", "--metric", "eror_rate"), "Did you mean error_rate?"),
        (("--by", "geo", "--metric", "mean(cost_usd"), "mean(cost_usd"),
        (("--by", "geo", "--where", "geo"), "is not a filter"),
        (("--by", "geo", "--compare", "2026-11-10..2026-11-11"), "overlaps"),
        (("--by", "geo", "--window", "for ever"), "is not a window"),
        (("--by", "geo,device,status,kind,model"), "one to 4 different dimensions"),
        (("--by", "geo", "--time-zone", "Mars"), "not a known time zone"),
        (("--by", "geo", "--store", "postgresql://anna:secret@127.0.0.1:1/db"), "postgresql://anna:***@"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(show: Show, arguments: tuple[str, ...], words: str) -> None:
    span = () if "--window" in arguments else ("--from", "2026-11-08", "--to", "2026-11-14")
    result = show(*span, *arguments)
    assert result.exit_code == 1
    assert words in result.stderr
    assert "Traceback" not in result.output
    assert "secret" not in result.output


def test_the_compared_attribute_divides_nothing(show: Show) -> None:
    answer = json.loads(show("--compare", "geo=BR:US", "--json").stdout)
    assert answer["by"] != ["geo"]
    versions = json.loads(show("--compare", "model_version=aster-large-1:aster-large-2", "--json").stdout)
    assert versions["by"] != ["model"]


def test_a_dimension_without_its_column_is_said(show: Show, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('[dimensions]\nplan = "devicee"\n')
    answer = show("--config", str(tmp_path / "own.toml"))
    assert answer.exit_code == 0
    assert answer.stderr.strip() == (
        "Settings, dimensions.plan: “devicee” is not a known column. Did you mean device? It is ignored."
    )


@pytest.mark.parametrize("key", ["overview", "watch"])
def test_a_metric_nobody_knows_in_the_settings(lake_folder: Path, tmp_path: Path, key: str) -> None:
    (tmp_path / "own.toml").write_text(f'{key} = ["eror_rate", "cost", "mean(no_such_column)"]\n')
    arguments = ["show", "overview", "--store", str(lake_folder), "--config", str(tmp_path / "own.toml")]
    answer = CliRunner().invoke(main, arguments)
    assert answer.exit_code == 1
    assert f"Settings, {key}: “eror_rate” is not a known metric. Did you mean error_rate?" in answer.stderr


def test_the_nearest_value_is_named(show: Show) -> None:
    answer = json.loads(show("--where", "geo=brr", "--json").stdout)
    assert answer["findings"][0]["details"][0] == "did you mean geo = BR?"
