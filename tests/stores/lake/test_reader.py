"""Reading a lake: the newest manifest is what there is, and a reader that holds an older one goes on reading it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa

from tidegauge.errors import StoreError
from tidegauge.queries.relation import table
from tidegauge.schema.tables import Kind
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.reader import Lake
from tidegauge.stores.lake.writer import write_frames

AT = datetime(2026, 11, 1)
ATTRIBUTES = [
    'a"b',
    "a%b",
    "a:b",
    "a?b",
    "select",
    "günstig",
    "模型",
    "a b",
    "a'b",
    "a[0]",
    "{x}",
    "%(x)s",
    ":name",
    "x" * 200,
]


def write(folder: Path, batch: str, frame: pl.DataFrame, at: datetime = AT) -> None:
    spans = frame.with_columns(trace_id=pl.lit("t"), start_time=pl.lit(at))
    write_frames(folder, {"spans": spans}, ImportRecord(batch, f"{batch}.parquet", AT))


def read(lake: Lake, *names: str) -> list[tuple[object, ...]]:
    spans = table(lake.catalog(), "spans")
    return lake.read(sa.select(*(spans.c[name] for name in names)).order_by(spans.c.span_id)).rows()


def test_a_folder_that_is_not_there_is_an_empty_lake(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "none")
    assert lake.catalog().rows["spans"] == 0
    assert (lake.catalog().first, lake.catalog().newest) == (None, None)
    assert read(lake, "span_id", "geo") == []
    assert not (tmp_path / "none").exists()


def test_what_a_later_import_adds_is_seen_by_an_open_reader(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    before = lake.version()
    write(tmp_path, "one", pl.DataFrame({"span_id": ["a"], "plan": ["gold"]}))
    first = lake.version()
    write(tmp_path, "two", pl.DataFrame({"span_id": ["b"]}), AT + timedelta(days=3))
    assert len({before, first, lake.version()}) == 3
    assert read(lake, "span_id", "plan") == [("a", "gold"), ("b", None)]
    assert (lake.catalog().first, lake.catalog().newest) == (AT, AT + timedelta(days=3))


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_any_attribute_name_can_be_read_filtered_and_grouped(tmp_path: Path, name: str) -> None:
    write(tmp_path, "one", pl.DataFrame({"span_id": ["a", "b"], name: ["x", "y"]}))
    lake = Lake(tmp_path)
    spans = table(lake.catalog(), "spans")
    column = spans.c[name]
    query = (
        sa.select(column.label("d0"), sa.func.count().label("n")).where(column.in_(["y"])).group_by(column)
    )
    assert lake.read(query).rows() == [("y", 1)]


def test_names_that_differ_only_in_case_are_two_columns(tmp_path: Path) -> None:
    write(
        tmp_path,
        "one",
        pl.DataFrame({"span_id": ["a"], "geo": ["BR"], "Geo": ["x"], "Plan": ["p"], "plan": ["q"]}),
    )
    lake = Lake(tmp_path)
    assert read(lake, "geo", "Geo_2", "Plan", "plan_2") == [("BR", "x", "p", "q")]


def test_an_attribute_whose_kind_widened_reads_as_the_wider(tmp_path: Path) -> None:
    write(tmp_path, "one", pl.DataFrame({"span_id": ["a"], "level": [1]}))
    write(tmp_path, "two", pl.DataFrame({"span_id": ["b"], "level": [1.5]}), AT + timedelta(days=1))
    lake = Lake(tmp_path)
    assert lake.catalog().columns["spans"]["level"] is Kind.NUMBER
    assert read(lake, "level") == [(1.0,), (1.5,)]


@pytest.mark.parametrize("name", ["lake[1]", "lake*", "la'ke", "la?ke", "la ke %s é"])
def test_a_folder_may_be_called_anything(tmp_path: Path, name: str) -> None:
    write(tmp_path / name, "one", pl.DataFrame({"span_id": ["a"]}))
    assert read(Lake(tmp_path / name), "span_id") == [("a",)]


def test_threads_share_one_lake(lake_folder: Path) -> None:
    lake = Lake(lake_folder)
    count = sa.select(sa.func.count().label("n")).select_from(sa.table("spans"))
    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(lambda _: lake.read(count)["n"][0], range(40)))
    assert set(counts) == {6_000}


def test_a_damaged_or_missing_file_is_named_and_no_raw_error(tmp_path: Path) -> None:
    write(tmp_path, "one", pl.DataFrame({"span_id": ["a"]}))
    (part,) = tmp_path.glob("spans/*/*.parquet")
    part.write_bytes(b"PAR1 nothing PAR1")
    with pytest.raises(StoreError, match="cannot be read"):
        Lake(tmp_path).catalog()
    part.unlink()
    with pytest.raises(StoreError, match="cannot be read"):
        Lake(tmp_path).catalog()


def test_a_statement_that_duckdb_refuses_is_a_store_error(lake_folder: Path) -> None:
    with pytest.raises(StoreError, match="could not answer"):
        Lake(lake_folder).read(sa.select(sa.column("nowhere")).select_from(sa.table("spans")))
