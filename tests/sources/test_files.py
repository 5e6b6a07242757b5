"""Files are told by what is in them."""

import gzip

import numpy as np
import pytest

from tidegauge.errors import ImportFileError
from tidegauge.sources.files import open_source

_OTLP = b'{"resourceSpans": []}\n'


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.csv", b"a,b\n1,2\n", "CSV"),
        ("a.txt", b"a;b\n", "CSV"),
        ("a.jsonl", b'{"a": 1}\n', "JSON lines"),
        ("a.log", b'\n{"a": 1}\n', "JSON lines"),
        ("a.ndjson.gz", gzip.compress(b'{"a": 1}\n', mtime=0), "JSON lines"),
        ("a.jsonl", _OTLP, "OTLP JSON lines"),
        ("a.jsonl", b"{broken\n" + _OTLP, "OTLP JSON lines"),
        ("a.json.gz", gzip.compress(_OTLP, mtime=0), "OTLP JSON lines"),
        ("a.jsonl", b'{"resourceSpans": [{"x": "' + b"y" * 2_000_000 + b'"}]}\n', "OTLP JSON lines"),
    ],
)
def test_formats(tmp_path, name, content, expected):
    (tmp_path / name).write_bytes(content)
    assert open_source(tmp_path / name).format == expected


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"\n\n", "is empty"),
        ("a.json", b'[{"a": 1}]', "one object a line"),
    ],
)
def test_files_without_rows_say_so(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ImportFileError, match=message):
        open_source(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.parquet", b"a,b\n1,2\n", "is not a Parquet file.*PAR1"),
        ("a.feather", b"a,b\n1,2\n", "is not an Arrow file.*ARROW1"),
        ("a.pdf", b"%PDF-1.7\n", "is a PDF"),
        ("a.xlsx", b"PK\x03\x04x", "Excel"),
        ("a.csv", np.random.default_rng(1).bytes(5000), "is not text"),
        ("a.dat", b"a,b\n1,\x00\n", "is not text"),
        ("a.gz", gzip.compress(b"PAR1xx", mtime=0), "unzip it first"),
    ],
)
def test_what_is_not_text_is_named(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ImportFileError, match=message):
        open_source(tmp_path / name)


def test_what_is_not_a_file(tmp_path):
    with pytest.raises(ImportFileError, match="is not there"):
        open_source(tmp_path / "nothing.csv")
    with pytest.raises(ImportFileError, match="is not a file"):
        open_source(tmp_path)
