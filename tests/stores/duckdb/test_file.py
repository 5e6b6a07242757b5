"""A DuckDB file is read as it is: any integer or time type, missing tables and columns empty, never written to."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa

from tidegauge.errors import StoreError
from tidegauge.queries.relation import table
from tidegauge.reports.source import Source
from tidegauge.schema.tables import Kind
from tidegauge.stores.duckdb.file import DuckDBFile

CREATE = """
CREATE TABLE spans AS SELECT 't' AS trace_id, 'c' || i AS span_id, 'model' AS kind,
  TIMESTAMP '2026-11-01 12:00:00' + INTERVAL (i) MINUTE AS start_time, i::UTINYINT AS small, i::HUGEINT AS huge,
  1.25::DECIMAL(9, 2) AS price, [i] AS many, DATE '2026-11-01' AS day, 'a'::ENUM ('a', 'b') AS "sel""ect",
  TIMESTAMPTZ '2026-11-01 12:00:00+02' AS zoned
FROM range(3) r(i)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with spans alone, most canonical columns missing."""
    file = tmp_path / "sto're.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(CREATE)
    return file


def test_the_catalog_says_what_columns_hold(path: Path) -> None:
    catalog = DuckDBFile(path).catalog()
    spans = catalog.columns["spans"]
    kinds = [spans[name] for name in ("small", "huge", "price", "many", "day", 'sel"ect', "zoned")]
    assert kinds == [Kind.INTEGER, Kind.NUMBER, Kind.NUMBER, Kind.TEXT, Kind.TIME, Kind.TEXT, Kind.TIME]
    assert catalog.rows == {"spans": 3, "scores": 0, "signals": 0, "outcomes": 0, "changes": 0}
    assert catalog.newest == datetime(2026, 11, 1, 12, 2)


def test_what_is_missing_reads_as_not_recorded(path: Path) -> None:
    store = DuckDBFile(path)
    spans, changes = (table(store.catalog(), name) for name in ("spans", "changes"))
    found = store.read(sa.select(spans.c.geo, spans.c.duration_ms, spans.c.small).order_by(spans.c.span_id))
    assert found.rows() == [(None, None, 0), (None, None, 1), (None, None, 2)]
    assert store.read(sa.select(*changes.c)).is_empty()
    assert Source(store).rows


def test_a_time_with_a_zone_is_read_as_utc(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    store = DuckDBFile(path)
    spans = table(store.catalog(), "spans")
    expected = datetime.fromisoformat("2026-11-01 12:00:00+02:00").astimezone(UTC).replace(tzinfo=None)
    assert set(store.read(sa.select(spans.c.zoned))["zoned"]) == {expected}


def test_nothing_is_written(path: Path) -> None:
    before = path.read_bytes()
    DuckDBFile(path).catalog()
    assert path.read_bytes() == before


def test_a_file_that_was_replaced_is_read_anew(path: Path, tmp_path: Path) -> None:
    store = DuckDBFile(path)
    before = store.version()
    assert store.catalog().rows["spans"] == 3
    with duckdb.connect(str(tmp_path / "next.duckdb")) as connection:
        connection.execute(CREATE.replace("range(3)", "range(5)"))
    (tmp_path / "next.duckdb").replace(path)
    assert store.catalog().rows["spans"] == 5
    assert store.version() != before


def test_what_is_no_store_is_refused_in_words(tmp_path: Path) -> None:
    missing, text, empty = (tmp_path / name for name in ("none.duckdb", "text.duckdb", "empty.duckdb"))
    text.write_text("not a database " * 100)
    duckdb.connect(str(empty)).close()
    for file, words in (
        (missing, "There is no file"),
        (text, "cannot be opened"),
        (empty, "has no table spans"),
    ):
        with pytest.raises(StoreError, match=words):
            DuckDBFile(file).catalog()
    with pytest.raises(StoreError, match="There is no file"):
        DuckDBFile(missing).version()
