"""The lake's writer: what is committed is there, what is not leaves no trace."""

import os
from datetime import datetime, timedelta

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegauge.errors import StoreError
from tidegauge.schema.tables import TABLES, Kind
from tidegauge.stores.lake import buffer as lake_buffer
from tidegauge.stores.lake import parts as lake_parts
from tidegauge.stores.lake.manifest import ImportRecord, load
from tidegauge.stores.lake.writer import LakeWriter, write_frames

_NOW = datetime(2026, 11, 21)
_RECORD = ImportRecord("batch", "rows.parquet", _NOW)


def spans(first: int, count: int, **columns: object) -> pl.DataFrame:
    numbers = range(first, first + count)
    start = [datetime(2026, 11, 1) + timedelta(minutes=number) for number in numbers]
    ids = [f"s{number}" for number in numbers]
    return pl.DataFrame({"trace_id": ids, "span_id": ids, "start_time": start, **columns})


def stored(folder, table="spans") -> pl.DataFrame:
    files = [str(folder / file.path) for file in load(folder).files(table)]
    query = f"SELECT * FROM read_parquet({files}, union_by_name=true, hive_partitioning=false)"  # noqa: S608  paths of the test
    return duckdb.sql(query).pl()


def test_rows_are_there_after_a_commit_sorted_in_the_folder_of_their_day(tmp_path):
    record = write_frames(tmp_path, {"spans": spans(0, 2000).reverse()}, _RECORD)
    manifest = load(tmp_path)
    assert (record.kept, record.duplicates, record.rows) == (2000, 0, {"spans": 2000})
    assert (manifest.version, manifest.rows("spans"), manifest.imports) == (1, 2000, (record,))
    assert [str(file.day) for file in manifest.files("spans")] == ["2026-11-01", "2026-11-02"]
    assert stored(tmp_path)["start_time"].is_sorted()
    assert set(stored(tmp_path).columns) == set(TABLES["spans"].kinds)
    assert manifest.files("spans")[0].newest == datetime(2026, 11, 1, 23, 59)


def test_a_row_of_the_same_key_and_day_is_dropped_and_counted(tmp_path):
    write_frames(tmp_path, {"spans": spans(0, 100)}, _RECORD)
    with LakeWriter(tmp_path) as lake:
        lake.append("spans", spans(50, 100))
        lake.append("spans", spans(50, 100))
        record = lake.commit(_RECORD)
    assert (record.kept, record.duplicates) == (50, 150)
    assert stored(tmp_path)["span_id"].n_unique() == load(tmp_path).rows("spans") == 150


def test_leaving_without_a_commit_publishes_nothing(tmp_path):
    write_frames(tmp_path, {"spans": spans(0, 10)}, _RECORD)
    before = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    with pytest.raises(KeyError), LakeWriter(tmp_path) as lake:  # noqa: PT012  the error must come inside
        lake.append("spans", spans(10, 10))
        raise KeyError
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == before
    assert load(tmp_path).rows("spans") == 10


def test_a_second_writer_is_told_who_writes(tmp_path):
    with (
        LakeWriter(tmp_path),
        pytest.raises(StoreError, match=rf"Another import .* \(process {os.getpid()}\)"),
    ):
        LakeWriter(tmp_path).__enter__()
    with LakeWriter(tmp_path):
        pass


def test_a_large_import_is_written_in_parts_and_a_reader_sees_none_before_the_commit(tmp_path, monkeypatch):
    monkeypatch.setattr(lake_buffer, "MOST_ROWS", 100)
    with LakeWriter(tmp_path) as lake:
        for first in range(0, 1000, 60):
            lake.append("spans", spans(first, 60))
        assert any((tmp_path / lake_parts.STAGING).iterdir())
        assert load(tmp_path).rows("spans") == 0
        assert lake.commit(_RECORD).kept == 1020
    assert not any((tmp_path / lake_parts.STAGING).iterdir())


def test_small_files_of_a_day_are_merged_and_the_old_ones_stay_for_a_while(tmp_path, monkeypatch):
    for number in range(10):
        write_frames(tmp_path, {"spans": spans(number * 10, 10, n=[number] * 10)}, _RECORD)
    assert len(load(tmp_path).files("spans")) < 10
    assert stored(tmp_path).sort("start_time")["n"].to_list() == [
        number for number in range(10) for _ in range(10)
    ]
    assert len(list(tmp_path.glob("spans/day=*/*.parquet"))) > len(load(tmp_path).files("spans"))
    monkeypatch.setattr(lake_parts, "GRACE_SECONDS", -1)
    with LakeWriter(tmp_path):
        pass
    assert len(list(tmp_path.glob("spans/day=*/*.parquet"))) == len(load(tmp_path).files("spans"))
    assert stored(tmp_path).height == 100


def test_merged_files_keep_attributes_of_different_kinds(tmp_path):
    for number in range(10):
        value = pl.Series([number] if number % 2 else ["seven"])
        write_frames(tmp_path, {"spans": spans(number, 1).with_columns(mixed=value)}, _RECORD)
    assert load(tmp_path).columns["spans"]["mixed"] == Kind.TEXT
    assert set(stored(tmp_path)["mixed"]) == {"seven", "1", "3", "5", "7", "9"}


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ([1], [1.5], Kind.NUMBER),
        ([1], ["a"], Kind.TEXT),
        ([True], [1], Kind.TEXT),
        ([None], [True], Kind.BOOLEAN),
    ],
)
def test_kinds_of_an_attribute_are_promoted(tmp_path, first, second, kind):
    with LakeWriter(tmp_path) as lake:
        lake.append("spans", spans(0, 1, extra=first))
        lake.append("spans", spans(1, 1, extra=second))
        lake.commit(_RECORD)
    assert load(tmp_path).columns["spans"]["extra"] == kind
    assert stored(tmp_path).sort("span_id")["extra"].to_list()[1] is not None


def test_a_column_without_any_value_is_known_and_its_kind_waits(tmp_path):
    write_frames(tmp_path, {"spans": spans(0, 1, empty=[None])}, _RECORD)
    assert load(tmp_path).columns["spans"]["empty"] == Kind.TEXT


def test_attributes_get_names_that_duckdb_can_tell_apart(tmp_path):
    write_frames(
        tmp_path, {"spans": spans(0, 1, **{"Geo": ["a"], "GEO": ["b"], "x\x00y": ["c"], "": ["d"]})}, _RECORD
    )
    row = stored(tmp_path).to_dicts()[0]
    assert (row["Geo_2"], row["GEO_3"], row["xy"], row["unnamed"], row["geo"]) == ("a", "b", "c", "d", None)


def test_names_of_scores_signals_and_outcomes_are_listed(tmp_path):
    at = {"span_id": ["s"], "created_at": [_NOW]}
    frames = {
        "scores": pl.DataFrame({**at, "name": ["relevance"], "value": [0.5]}),
        "signals": pl.DataFrame({**at, "kind": ["retry"]}),
        "outcomes": pl.DataFrame({**at, "name": ["clicks"], "value": [1.0]}),
    }
    write_frames(tmp_path, frames, _RECORD)
    manifest = load(tmp_path)
    assert (manifest.scores, manifest.signals, manifest.outcomes) == (("relevance",), ("retry",), ("clicks",))


def test_rows_without_a_required_value_and_unknown_tables_are_refused(tmp_path):
    with LakeWriter(tmp_path) as lake:
        with pytest.raises(StoreError, match=r"spans\.start_time is required"):
            lake.append("spans", spans(0, 1).drop("start_time"))
        with pytest.raises(StoreError, match="Did you mean spans"):
            lake.append("span", spans(0, 1))


@settings(max_examples=30, deadline=None)
@given(texts=st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"])), min_size=1, max_size=20))
def test_any_text_comes_back_as_it_went_in(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("lake")
    write_frames(folder, {"spans": spans(0, len(texts), input_text=texts)}, _RECORD)
    assert stored(folder).sort("start_time")["input_text"].to_list() == texts


def test_hostile_text_comes_back_as_it_went_in(tmp_path):
    texts = [
        "\x00",
        "a\x00b",
        "\x1b[31m",
        "<script>",
        "'; DROP TABLE spans; --",
        "\u202eאב",
        "👩‍👩‍👧",
        "x" * 1_000_000,
    ]
    write_frames(tmp_path, {"spans": spans(0, len(texts), output_text=texts)}, _RECORD)
    assert stored(tmp_path).sort("start_time")["output_text"].to_list() == texts


def test_marks_are_committed_with_the_rows_and_a_manifest_without_them_loads(tmp_path):
    write_frames(tmp_path, {"spans": spans(0, 1)}, _RECORD)
    written = (tmp_path / "manifest.json").read_text()
    (tmp_path / "manifest.json").write_text(written.replace('"marks"', '"formerly"'))
    with LakeWriter(tmp_path) as lake:
        assert lake.marks == {}
        lake.mark("peer spans", 7)
        lake.append("spans", spans(1, 1))
        assert lake.marks == {}
        lake.commit(_RECORD)
        assert lake.marks == load(tmp_path).marks == {"peer spans": 7}


def test_commits_of_one_batch_are_one_record_with_the_counts_added(tmp_path):
    with LakeWriter(tmp_path) as lake:
        for number in range(3):
            lake.append("spans", spans(number, 2))
            lake.quarantine.append([{"file": "f", "row": number, "rule": "odd"}])
            at = _NOW + timedelta(seconds=number)
            record = lake.commit(ImportRecord("receiver", "otlp", at, read=3, quarantined=1))
            assert (record.read, record.quarantined) == (3, 1)
        (whole,) = lake.imports
    assert whole == ImportRecord(
        "receiver", "otlp", at, read=9, kept=4, duplicates=2, quarantined=3, rows={"spans": 4}
    )
    assert pl.read_parquet(tmp_path / str(whole.quarantine_path))["row"].to_list() == [0, 1, 2]


def test_many_small_commits_leave_few_files(tmp_path, monkeypatch):
    monkeypatch.setattr(lake_parts, "GRACE_SECONDS", -1)
    with LakeWriter(tmp_path) as lake:
        for number in range(200):
            lake.append("spans", spans(number * 5, 5))
            lake.commit(_RECORD)
    assert stored(tmp_path)["span_id"].n_unique() == load(tmp_path).rows("spans") == 1000
    assert len(load(tmp_path).files("spans")) <= 24
    assert len(list(tmp_path.glob("spans/day=*/*.parquet"))) <= 24 + 5
    assert (tmp_path / "manifest.json").stat().st_size < 20_000
