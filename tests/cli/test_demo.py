"""`tidegauge demo` beside a demo that is there already."""

from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from tidegauge.cli import main
from tidegauge.demo.store import plan_of


def invoke(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["demo", "--no-serve", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def store(tmp_path: Path) -> str:
    place = str(tmp_path / "demo")
    invoke("--store", place, "--calls", "1000", "--seed", "3")
    return place


def test_what_was_planted_is_listed_and_nothing_written(store: str) -> None:
    kept = plan_of(store)
    listed = invoke("--store", store, "--facts")
    assert "Generating" not in listed
    assert f"--store {store}" in listed
    assert plan_of(store) == kept


def test_a_demo_is_opened_as_it_was_made(store: str) -> None:
    again = invoke("--store", store)
    assert "Generating" not in again
    assert f"tidegauge demo --facts --store {store}" in again
    smaller = invoke("--store", store, "--calls", "2000")
    assert "are needed for what is planted: as many are made, not 2,000." in smaller
    calls = pl.scan_parquet(f"{store}/spans/**/*.parquet", missing_columns="insert", extra_columns="ignore")
    n = calls.filter(pl.col("kind") == "model").collect().height
    assert f"of which {n:,} are model calls." in smaller


def test_a_new_one_keeps_size_and_seed(store: str) -> None:
    kept = plan_of(store)
    invoke("--store", store, "--fresh")
    now = plan_of(store)
    assert kept is not None
    assert now is not None
    assert (now.calls, now.seed) == (kept.calls, kept.seed) == (1000, 3)
