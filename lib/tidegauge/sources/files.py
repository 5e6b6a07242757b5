"""Which reader a file needs, told from its first bytes and not from its name alone."""

from pathlib import Path

import orjson

from tidegauge.errors import ImportFileError
from tidegauge.sources.chunk import FileSource
from tidegauge.sources.delimited import DelimitedSource
from tidegauge.sources.json_lines import JsonLinesSource
from tidegauge.sources.otlp import OtlpSource
from tidegauge.sources.signature import ARROW, PARQUET, check_text
from tidegauge.sources.tabular import ArrowSource, ParquetSource
from tidegauge.sources.text_file import open_text

_PROBE_LINES = 20
_PROBE_BYTES = 1 << 20


def open_source(path: Path) -> FileSource:
    """Return the reader for `path`: Parquet, Arrow, OTLP JSON lines, JSON lines or CSV, each text one gzipped or not.

    Raises ImportFileError if there is no such file, or nothing in it.
    """
    if not path.is_file():
        raise ImportFileError(f"{path} is not there." if not path.exists() else f"{path} is not a file.")
    with path.open("rb") as file:
        start = file.read(6)
    if not start:
        raise ImportFileError(f"{path} is empty: there is nothing to import.")
    if start[:4] == PARQUET:
        return ParquetSource(path)
    if start == ARROW:
        return ArrowSource(path)
    return _text_source(path)


def _text_source(path: Path) -> FileSource:
    with open_text(path) as text:
        head = text.read(_PROBE_BYTES)
    check_text(path, head)
    lines = _first_lines(head)
    if not lines:
        raise ImportFileError(f"{path} is empty: there is nothing to import.")
    suffixes = {suffix.lower() for suffix in path.suffixes}
    if lines[0].startswith(b"[") and not suffixes & {".csv", ".tsv"}:
        raise ImportFileError(
            f"{path} is one JSON array. Write one object a line instead: jq -c '.[]' {path.name} > rows.jsonl"
        )
    if any(_is_otlp(line) for line in lines):
        return OtlpSource(path)
    if lines[0].startswith(b"{") or suffixes & {".jsonl", ".ndjson", ".json"}:
        return JsonLinesSource(path)
    return DelimitedSource(path)


def _first_lines(head: bytes) -> list[bytes]:
    """Return the first lines that hold anything. A long line is cut: its beginning tells what it is."""
    lines = head.removeprefix(b"\xef\xbb\xbf").splitlines()
    return [line.strip() for line in lines if line.strip()][:_PROBE_LINES]


def _is_otlp(line: bytes) -> bool:
    if not line.startswith(b"{"):
        return False
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError:
        return line[1:40].lstrip().startswith(b'"resourceSpans"')
    return isinstance(record, dict) and "resourceSpans" in record
