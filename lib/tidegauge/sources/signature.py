"""Files that are no text: told from their first bytes before a reader of text chokes on them."""

from pathlib import Path

from tidegauge.errors import ImportFileError

PARQUET = b"PAR1"
ARROW = b"ARROW1"
_READS = "Tidegauge reads Parquet, Arrow, CSV, JSON lines and OTLP JSON lines, text also gzipped."
_NAMED = {
    **dict.fromkeys((".parquet", ".pq"), ("a Parquet file", PARQUET)),
    **dict.fromkeys((".arrow", ".feather", ".ipc"), ("an Arrow file", ARROW)),
}
_KNOWN = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP archive or an Excel workbook",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"SQLite format 3": "an SQLite database",
    b"\x28\xb5\x2f\xfd": "compressed with zstd",
    b"BZh91AY&SY": "compressed with bzip2",
    b"\xfd7zXZ": "compressed with xz",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"Obj\x01": "an Avro file",
    PARQUET: "a Parquet file inside gzip: unzip it first",
    ARROW: "an Arrow file inside gzip: unzip it first",
}
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_PROBED = 64 << 10
_TEXT = {".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".log"}
_CONTROL = bytes(sign for sign in range(32) if sign not in b"\t\n\v\f\r\x1b")
_MOST_CONTROL = 0.03
"""Share of control characters that no text has; of random bytes every tenth is one."""


def check_text(path: Path, head: bytes) -> None:
    """Raise ImportFileError that says what `path` is not, if it is not text. `head` are its first bytes, unzipped."""
    if path.suffix.lower() in _NAMED:
        name, magic = _NAMED[path.suffix.lower()]
        raise ImportFileError(
            f"{path} is not {name}, though it is called one: it does not begin with {magic.decode()}."
        )
    known = next((what for magic, what in _KNOWN.items() if head.startswith(magic)), None)
    if known:
        raise ImportFileError(f"{path} is {known}. {_READS}")
    if not head.startswith(_UTF_16) and _binary(path, head[:_PROBED]):
        raise ImportFileError(f"{path} is not text: it holds bytes that no text has. {_READS}")


def _binary(path: Path, head: bytes) -> bool:
    """Say whether it is no text. A stray NUL in a file of text costs a row at most, not the file."""
    control = len(head) - len(head.translate(None, _CONTROL))
    named = {suffix.lower() for suffix in path.suffixes} & _TEXT
    return control > _MOST_CONTROL * len(head) or (not named and b"\0" in head)
