"""Parquet and Arrow: nested columns, odd types, repeated names, files that are none."""

from datetime import timedelta

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tidegauge.errors import ImportFileError
from tidegauge.sources import tabular
from tidegauge.sources.files import open_source

_TABLE = pa.table(
    {
        "n": pa.array([1, None], pa.int8()),
        "s": pa.array([{"a": 1, "b": {"c": "x"}}, None]),
        "l": pa.array([[1, 2], None]),
        "m": pa.array([[("k", 1)], None], pa.map_(pa.string(), pa.int64())),
        "d": pa.array(["x", None]).dictionary_encode(),
        "t": pa.array([timedelta(milliseconds=1.5), None], pa.duration("us")),
        "utf8": pa.array([b"text", None], pa.binary()),
        "bytes": pa.array([b"\xff", None], pa.binary()),
    }
)


@pytest.mark.parametrize("kind", ["parquet", "arrow"])
def test_columns_become_plain(tmp_path, kind):
    path = tmp_path / f"a.{kind}"
    if kind == "parquet":
        pq.write_table(_TABLE, path)
    else:
        with pa.ipc.new_file(path, _TABLE.schema) as file:
            file.write_table(_TABLE)
    (chunk,) = open_source(path).chunks()
    assert chunk.frame.to_dicts()[0] == {
        "n": 1, "s.a": 1, "s.b.c": "x", "l": "[1,2]", "m": '{"k":1}', "d": "x", "t": 1.5,
        "utf8": "text", "bytes": "ff",
    }  # fmt: skip
    assert set(chunk.frame.to_dicts()[1].values()) == {None}
    assert chunk.rows.to_list() == [1, 2]


def test_numbers_go_on_over_batches(tmp_path, monkeypatch):
    monkeypatch.setattr(tabular, "CHUNK_ROWS", 1000)
    pl.DataFrame({"n": range(1, 5001)}).write_parquet(tmp_path / "a.parquet", row_group_size=1700)
    chunks = list(open_source(tmp_path / "a.parquet").chunks())
    assert len(chunks) >= 5
    assert pl.concat([chunk.frame["n"] for chunk in chunks]).to_list() == list(range(1, 5001))
    assert pl.concat([chunk.rows for chunk in chunks]).to_list() == list(range(1, 5001))
    assert chunks[-1].done == 1.0


def test_repeated_names_get_a_number(tmp_path):
    pq.write_table(
        pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"]), tmp_path / "a.parquet"
    )
    (chunk,) = open_source(tmp_path / "a.parquet").chunks()
    assert chunk.frame.to_dicts() == [{"a": 1, "a_2": 2}]


@pytest.mark.parametrize("start", [b"PAR1", b"ARROW1"])
def test_a_damaged_file_is_named(tmp_path, start):
    path = tmp_path / "broken"
    path.write_bytes(start + b"x" * 100)
    with pytest.raises(ImportFileError, match="broken cannot be read as"):
        list(open_source(path).chunks())
