"""Files are told by what is in them."""

import gzip

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
        ("a.ndjson.gz", gzip.compress(b'{"a": 1}\n'), "JSON lines"),
        ("a.jsonl", _OTLP, "OTLP JSON lines"),
        ("a.jsonl", b"{broken\n" + _OTLP, "OTLP JSON lines"),
        ("a.json.gz", gzip.compress(_OTLP), "OTLP JSON lines"),
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


def test_what_is_not_a_file(tmp_path):
    with pytest.raises(ImportFileError, match="is not there"):
        open_source(tmp_path / "nothing.csv")
    with pytest.raises(ImportFileError, match="is not a file"):
        open_source(tmp_path)
