"""`tidegauge show overview`: findings first, then the key numbers; control characters never reach the terminal."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from tidegauge.cli import main
from tidegauge.reports.source import Source

WEEK = ("--from", "2026-11-08", "--to", "2026-11-14", "--compare", "previous")


def show(store: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["show", "overview", "--store", store, *arguments])


def test_the_planted_change_comes_first(lake_folder: Path, calls: pl.DataFrame) -> None:
    result = show(str(lake_folder), *WEEK, "--metric", "error_rate", "--json")
    report = json.loads(result.stdout)
    assert report["findings"][0]["segment"] == {"geo": "BR"}
    assert report["findings"][0]["verdict"] == "changed"
    rate = (calls.filter("current")["status"] == "error").mean()
    assert report["kpis"][0]["current"]["value"] == pytest.approx(rate)


def test_the_text_has_the_headline_and_every_metric(lake_folder: Path) -> None:
    result = show(str(lake_folder), *WEEK)
    assert result.exit_code == 0, result.output
    for words in ("thing changed.", "Error rate", "Latency p95", "worse] ", "Correctness"):
        assert words in result.stdout


def test_the_csv_has_a_row_a_metric(lake_folder: Path) -> None:
    rows = show(str(lake_folder), *WEEK, "--metric", "calls", "--metric", "cost", "--csv").stdout.splitlines()
    assert [row.partition(",")[0] for row in rows] == ["metric", "calls", "cost"]


def test_a_comparison_that_would_overlap_is_refused(lake_folder: Path) -> None:
    result = show(str(lake_folder), *WEEK, "--compare", "yesterday")
    assert (result.exit_code, result.stdout) == (1, "")
    for words in ("“--compare yesterday”", "overlap", "last 24 hours", "previous", "baseline"):
        assert words in result.stderr


def test_an_empty_store_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    result = show(str(tmp_path / "none"))
    assert result.exit_code == 0, result.output
    assert result.stdout.count("No calls yet.") == 1
    assert "tidegauge import FILE" in result.stdout


def test_hostile_values_are_shown_and_not_obeyed(written: Callable[..., Source], tmp_path: Path) -> None:
    hostile = "\x1b[31m\x07<script>\u202e=1+1"
    spans = pl.DataFrame(
        {"trace_id": "t", "span_id": [f"c{n}" for n in range(4)], "kind": "model", "geo": hostile}
    )
    written(spans.with_columns(start_time=datetime(2026, 11, 9), feature=pl.lit("x" * 1_000_000)))
    arguments = [
        "show",
        "segments",
        "--store",
        str(tmp_path / "own"),
        "--by",
        "geo,feature",
        "--metric",
        "calls",
    ]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert not {"\x1b", "\x07", "\u202e"} & set(result.stdout)
    assert "\\x1b[31m" in result.stdout
