"""`tidegauge show health`: every column's recorded share as text, JSON and CSV, held against polars."""

import io
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from tidegauge.cli import main
from tidegauge.reports.source import Source

Show = Callable[..., Result]
WEEK = ("--from", "2026-11-08", "--to", "2026-11-14", "--compare", "previous")
MIDDLE = datetime(2026, 11, 8)


@pytest.fixture
def show(lake_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Show:
    """Run the command on the small lake, away from anybody's settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIDEGAUGE_STORE", str(lake_folder))

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["show", "health", *arguments])

    return run


@pytest.fixture(scope="session")
def week(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    return frames["spans"].filter(pl.col("start_time") >= MIDDLE)


def _recorded(week: pl.DataFrame, name: str) -> tuple[float, int]:
    """The recorded share of a column among the spans that can have it, and how many those are."""
    able = week if name in {"geo", "device", "session_id", "duration_ms"} else _calls(week, name)
    return 1 - able[name].null_count() / able.height, able.height


def _calls(week: pl.DataFrame, name: str) -> pl.DataFrame:
    calls = week.filter(pl.col("kind") == "model")
    return calls.filter(pl.col("status") == "ok") if name == "model_version" else calls


def test_three_forms_say_the_same(show: Show, week: pl.DataFrame) -> None:
    report = json.loads(show(*WEEK, "--json").stdout)
    csv = pl.read_csv(io.StringIO(show(*WEEK, "--csv").stdout))
    text = show(*WEEK).stdout
    assert csv["column"].to_list() == [column["name"] for column in report["columns"]]
    for column, row in zip(report["columns"], csv.iter_rows(named=True), strict=True):
        share, n = _recorded(week, column["name"])
        assert column["current"]["value"] == row["recorded"] == pytest.approx(share), column["name"]
        assert column["current"]["n"] == row["n"] == n
        assert f"\n{column['name']}  " in text


def test_windows_and_arrivals_are_those_of_the_frame(show: Show, week: pl.DataFrame) -> None:
    report = json.loads(show(*WEEK, "--json").stdout)
    assert (report["windows"]["n_current"], report["windows"]["grain"]) == (week.height, "span")
    arrived = report["arrivals"]
    newest = week["start_time"].max()
    assert isinstance(newest, datetime)
    assert arrived["newest"] == f"{newest.isoformat()}Z"
    assert arrived["traces"] == week["trace_id"].n_unique()
    assert (arrived["rootless"], arrived["duplicates"]) == (0, 0)
    end = MIDDLE + timedelta(days=7)
    assert arrived["last_hour"] == week.filter(pl.col("start_time") >= end - timedelta(hours=1)).height


def test_the_filter_narrows_both_windows(show: Show, frames: Mapping[str, pl.DataFrame]) -> None:
    found = json.loads(show(*WEEK, "--where", "device=ios", "--json").stdout)["windows"]
    sides = frames["spans"].filter(pl.col("device") == "ios").group_by(pl.col("start_time") >= MIDDLE).len()
    assert {True: found["n_current"], False: found["n_reference"]} == dict(sides.iter_rows())


def test_a_lost_field_and_lost_roots_are_said(written: Callable[..., Source], tmp_path: Path) -> None:
    number = pl.int_range(4_000, eager=True).alias("i").to_frame()
    at = pl.lit(datetime(2026, 11, 1)) + pl.duration(minutes=pl.col("i") * 5)
    spans = number.select(
        trace_id=pl.format("t{}", "i"),
        span_id=pl.format("s{}", "i"),
        parent_span_id=pl.when(pl.col("i") % 100 == 0).then(pl.lit("lost")),
        kind=pl.lit("model"),
        start_time=at.cast(pl.Datetime("us")),
        geo=pl.when(pl.col("i") % 2 == 0).then(pl.lit("BR")).otherwise(pl.lit("DE")),
        locale=pl.when((pl.col("i") < 2_000) | (pl.col("i") % 2 > 0)).then(pl.lit("pt")),
    )
    written(spans)
    arguments = ["show", "health", "--store", str(tmp_path / "own"), "--window", "last 7 days"]
    report = json.loads(CliRunner().invoke(main, [*arguments, "--json"]).stdout)
    first = report["findings"][0]
    assert (first["column"], first["verdict"], first["direction"]) == ("locale", "changed", "worse")
    assert first["segment"] == {"geo": "BR"}
    week = spans.filter(pl.col("start_time") > spans["start_time"].max() - pl.duration(days=7))
    assert report["arrivals"]["rootless"] == week["parent_span_id"].count()
    text = CliRunner().invoke(main, arguments).stdout
    assert "only geo BR sends none" in text
    assert "never arrived" in text


def test_an_empty_store_and_an_empty_answer_are_answers(show: Show, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    for arguments in (("--store", str(tmp_path / "none")), (*WEEK, "--where", "geo=Atlantis")):
        result = show(*arguments)
        assert result.exit_code == 0, result.output
        assert json.loads(show(*arguments, "--json").stdout)["columns"] == []
        assert show(*arguments, "--csv").stdout.startswith("column,verdict,recorded,")
    assert "No spans match geo = Atlantis in this window." in show(*WEEK, "--where", "geo=Atlantis").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--where", "geo"), 1, "is not a filter"),
        (("--where", "gep=BR"), 1, "Did you mean geo?"),
        (("--where", "input_tokens>many"), 1, "needs a number"),
        (("--compare", "2026-11-10..2026-11-11"), 1, "overlaps"),
        (("--time-zone", "Mars"), 1, "not a known time zone"),
        (("--metric", "calls"), 2, "No such option"),
        (("--min-n", "0"), 2, "x>=1"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(
    show: Show, arguments: tuple[str, ...], code: int, words: str
) -> None:
    result = show("--from", "2026-11-08", "--to", "2026-11-14", *arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert words in result.stderr
    assert "Traceback" not in result.output
