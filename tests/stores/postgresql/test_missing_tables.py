"""Somebody drops a table of a store in PostgreSQL: every page says so, and it is made anew. Authority: psycopg's counts."""

from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.postgresql_server import run
from tests.stores.postgresql.test_store import scores, spans, write
from tidegauge.cli import main
from tidegauge.reports._connections.sentence import detail_finding
from tidegauge.reports.connections import connection_detail
from tidegauge.reports.source import Source
from tidegauge.stores import open_store

NOW = datetime(2026, 12, 5)


@pytest.fixture
def robbed(postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a store whose 12 scores were dropped."""
    monkeypatch.setenv("TIDEGAUGE_MIRRORS", str(tmp_path / "mirrors"))
    write(postgresql_url, "one", spans=spans(range(60)), scores=scores(range(0, 60, 5)))
    run(postgresql_url, "DROP TABLE scores CASCADE")
    return postgresql_url


@pytest.mark.parametrize("copy", ["", "&copy=yes"])
def test_a_table_that_was_dropped_is_said_and_not_counted(robbed: str, copy: str) -> None:
    store = open_store(robbed + copy)
    assert (store.catalog().rows["spans"], store.catalog().rows["scores"]) == (60, 0)
    assert store.missing_tables == ("scores",)
    detail = connection_detail(Source(store))
    said = detail_finding(detail, NOW, "UTC").sentence
    assert (
        "The table scores is missing from the store, and with it the 12 rows that were imported into it."
        in said
    )
    assert "All rows" not in said
    assert "tidegauge store init" in said


@pytest.mark.parametrize("page", ["overview", "judge"])
def test_pages_of_numbers_say_it_too(robbed: str, page: str) -> None:
    result = CliRunner().invoke(main, ["show", page, "--store", robbed, "--window", "all data"])
    assert "The table scores is missing from the store" in result.stdout
    assert "The table scores is missing from the store" in result.stderr


def test_what_is_made_anew_is_said_with_what_is_lost_and_is_watched_again(robbed: str) -> None:
    made = CliRunner().invoke(main, ["store", "init", robbed])
    assert made.stdout.split() == ["scores"]
    assert "The table scores was missing and was made anew, empty. The 12 rows" in made.stderr
    assert open_store(robbed).missing_tables == ()
    write(robbed, "two", scores=scores(range(0, 60, 10)))
    assert (
        open_store(robbed).catalog().rows["scores"] == run(robbed, "SELECT count(*) FROM scores")[0][0] == 6
    )


def test_the_spans_themselves(robbed: str) -> None:
    run(robbed, "DROP TABLE spans CASCADE")
    said = detail_finding(connection_detail(Source(open_store(robbed))), NOW, "UTC").sentence
    assert "The table spans is missing from the store, and with it the 60 rows" in said


def test_rows_that_were_deleted_by_hand_are_told(postgresql_url: str) -> None:
    write(postgresql_url, "one", spans=spans(range(60)))
    run(
        postgresql_url,
        "DELETE FROM spans WHERE kind = 'tool'",
        "UPDATE tidegauge_imports SET record = replace(record, '\"read\":0', '\"read\":60')",
    )
    detail = connection_detail(Source(open_store(postgresql_url)))
    assert detail.tables[0].rows == 40
    said = detail_finding(detail, NOW, "UTC").sentence
    assert "20 rows that were imported are no longer in the store" in said
