"""`tidegauge store init`, and the commands that write, given the address of a database."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.postgresql_server import run
from tidegauge.cli import main
from tidegauge.stores import open_store

ROWS = (
    "ts,country,latency_s\n"
    + "".join(f"2026-11-01T10:{minute:02}:00Z,DE,0.5\n" for minute in range(20))
    + "2026-11-01T11:00:00Z,BR,x\n"
)
SECRET = "s3cret-word"  # noqa: S105  made up


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture
def address(postgresql_url: str) -> str:
    """The address of an empty database, with a password that the server does not ask for."""
    return postgresql_url.replace("postgres:@", f"postgres:{SECRET}@")


def test_a_store_is_made_once(address: str) -> None:
    first, second = invoke("store", "init", address), invoke("store", "init", address)
    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    assert {"spans", "scores", "tidegauge_store"} <= set(first.stdout.split())
    assert (second.stdout, "Nothing was made" in second.stderr) == ("", True)
    assert SECRET not in first.output + second.output
    assert open_store(address).product == "PostgreSQL"


def test_the_statements_that_are_printed_make_the_store(address: str) -> None:
    printed = invoke("store", "init", "--print", "postgresql://nobody:secret@nowhere/traces")
    assert printed.exit_code == 0, printed.output
    run(address, printed.stdout)
    again = invoke("store", "init", address)
    assert (again.exit_code, again.stdout, "Nothing was made" in again.stderr) == (0, "", True)


def test_a_folder_becomes_a_store(tmp_path: Path) -> None:
    assert invoke("store", "init", str(tmp_path / "lake")).exit_code == 0
    assert (tmp_path / "lake").is_dir()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("sqlite:///own.db",), "Nothing is written into “sqlite:///own.db”"),
        (("own.duckdb",), "Nothing is written into “own.duckdb”"),
        (("postgresql://db/traces", "--cluster", "main"), "Only ClickHouse has clusters"),
        (("postgresql://db/traces", "--cluster", "main", "--print"), "Only ClickHouse has clusters"),
        (("./lake", "--print"), "A folder needs no statements"),
    ],
)
def test_what_cannot_be_made_is_told(arguments: tuple[str, ...], told: str) -> None:
    result = invoke("store", "init", *arguments)
    assert (result.exit_code, told in result.stderr) == (1, True), result.output


def test_a_file_is_imported_into_a_database(address: str, tmp_path: Path) -> None:
    (tmp_path / "calls.csv").write_text(ROWS)
    command = ("import", str(tmp_path / "calls.csv"), "--yes", "--json", "--store", address)
    (first,), (second,) = (json.loads(invoke(*command).stdout) for _ in range(2))
    assert (first["record"]["kept"], first["record"]["quarantined"], first["already"]) == (20, 1, False)
    assert second["already"]
    health = invoke("show", "health", "--window", "all data", "--json", "--store", address)
    aside = json.loads(health.stdout)["quarantine"]
    assert (aside["total"], aside["rows"][0]["value"], aside["rows"][0]["rule"]) == (1, "x", "not a number")
    assert open_store(address).catalog().aliases["country"] == "geo"
    assert SECRET not in health.output


@pytest.mark.thorough
@pytest.mark.usefixtures("without_the_demos_workbench")
def test_the_demo_knows_itself_again(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    command = ("demo", "--calls", "1000", "--end", "2026-11-20", "--no-serve", "--store", address)
    first, second, third = invoke(*command), invoke(*command), invoke(*command, "--seed", "8")
    assert (first.exit_code, second.exit_code, third.exit_code) == (0, 0, 0), first.output
    generated = ["Generating" in result.output for result in (first, second, third)]
    assert generated == [True, False, True]
    store = open_store(address)
    (kept,) = store.imports
    assert kept.batch == "demo-2026112000-60-1000-8"
    assert store.catalog().rows == {name: kept.rows.get(name, 0) for name in store.catalog().rows}
    facts = invoke(*command, "--seed", "8", "--facts")
    assert "tidegauge show" in facts.stdout
    assert SECRET not in first.output + facts.output


def test_the_demo_keeps_out_of_a_store_with_other_rows(address: str, tmp_path: Path) -> None:
    (tmp_path / "calls.csv").write_text(ROWS)
    invoke("import", str(tmp_path / "calls.csv"), "--yes", "--store", address)
    result = invoke("demo", "--calls", "1000", "--no-serve", "--fresh", "--store", address)
    assert (result.exit_code, "holds imported data" in result.stderr) == (1, True)
    assert run(address, "SELECT count(*) FROM spans") == [(20,)]
