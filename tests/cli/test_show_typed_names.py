"""Names as people type them: lists with commas, dots for underscores, dimensions that the store has nothing of."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import copy

import polars as pl
import pytest
from click.testing import CliRunner, Result

from tests.conftest import END, START
from tidegauge.cli import main
from tidegauge.reports._connections.sentence import detail_finding
from tidegauge.reports.connections import connection_detail
from tidegauge.reports.source import Source
from tidegauge.stores import open_store
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames

Show = Callable[..., Result]
SETTINGS = """
[dimensions]
bad = {{ from = ["nosuch", "neither"] }}
half = {{ from = ["nosuch", "geo"] }}
"""


@pytest.fixture
def show(lake_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Show:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tidegauge.toml").write_text(SETTINGS.format())

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["show", *arguments, "--store", str(lake_folder)])

    return run


def test_metrics_are_parted_by_commas(show: Show) -> None:
    listed = show(
        "segments", "--by", "geo", "--metric", "calls,rate(status = 'error', kind = 'model')", "--json"
    )
    repeated = show(
        "segments",
        "--by",
        "geo",
        "--metric",
        "calls",
        "--metric",
        "rate(status = 'error', kind = 'model')",
        "--json",
    )
    assert listed.exit_code == 0
    assert listed.stdout == repeated.stdout


def test_a_dimension_of_which_the_store_has_nothing_is_not_meant_instead_of_itself(show: Show) -> None:
    refused = show("segments", "--by", "bad")
    assert refused.exit_code == 1
    assert "the store has none of the columns “nosuch”, “neither”" in refused.stderr
    assert "Did you mean bad" not in refused.output
    assert "Dimension half: of its places this store does not have nosuch." in show("connections").stdout


def test_where_nothing_is_compared_there_is_no_verdict_and_rows_have_their_name(show: Show) -> None:
    said = show(
        "segments", "--by", "kind", "--metric", "calls", "--compare", "none", "--grain", "span"
    ).stdout
    alone = show("segments", "--by", "kind", "--metric", "calls", "--compare", "none").stdout
    assert "cannot tell" not in said + alone
    head = next(line for line in said.splitlines() if line.startswith("kind"))
    assert (head.split().count("Spans"), head.count("Calls")) == (1, 0)
    assert " where kind = model, the only segment." in alone
    assert "1 segment ·" in alone


def test_a_name_with_dots_finds_the_column_with_underscores(tmp_path: Path) -> None:
    spans = pl.DataFrame(
        {
            "trace_id": ["a"],
            "span_id": ["b"],
            "kind": ["model"],
            "start_time": [START],
            "service_name": ["shop"],
        }
    )
    write_frames(tmp_path / "lake", {"spans": spans}, ImportRecord("b", "b.csv", END))
    asked = (
        "--by",
        "service.name",
        "--metric",
        "calls",
        "--compare",
        "none",
        "--store",
        str(tmp_path / "lake"),
    )
    assert "shop" in CliRunner().invoke(main, ["show", "segments", *asked]).stdout


def test_phoenix_without_its_table_of_costs(shared: Path, tmp_path: Path) -> None:
    path = copy(shared / "fixtures" / "phoenix.db", tmp_path)
    with closing(sqlite3.connect(path)) as own, own:
        for (table,) in own.execute(
            "SELECT name FROM sqlite_master WHERE name LIKE 'span_cost%' AND type = 'table'"
        ).fetchall():
            own.execute(f"DROP TABLE {table}")
    detail = connection_detail(Source(open_store(f"sqlite:///{path}")))
    assert "There is no table span_costs: costs are not read." in detail.notes
    assert "projects" in detail_finding(detail, END, "UTC").sentence
