"""JSON text, line by line: parsed rows in bounded lots, and the lines that are not JSON."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import orjson

from tidegauge.sources.chunk import BadRow
from tidegauge.sources.decoding import NOT_UTF8
from tidegauge.sources.records import Record
from tidegauge.sources.text_file import TextFile

_LOT_ROWS = 32_768
_LOT_BYTES = 16 << 20
NOT_JSON = "not valid JSON"
NOT_OBJECT = "not a JSON object"


@dataclass
class Lot:
    """Some parsed lines: `rows` counts the non-empty lines from 1, `lines` all lines of the file."""

    records: list[Record] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    size: int = 0

    def take(self, text: bytes, row: int, line: int) -> None:
        """Parse one line into the lot."""
        self.size += len(text)
        try:
            record = orjson.loads(text)
        except orjson.JSONDecodeError:
            self._refuse(text, row, line, NOT_JSON if _is_utf8(text) else NOT_UTF8)
            return
        if not isinstance(record, dict):
            self._refuse(text, row, line, NOT_OBJECT)
            return
        self.records.append(record)
        self.rows.append(row)
        self.lines.append(line)

    @property
    def full(self) -> bool:
        """Whether it is time to hand the lot on."""
        return self.size >= _LOT_BYTES or len(self.records) + len(self.bad) >= _LOT_ROWS

    def _refuse(self, text: bytes, row: int, line: int, rule: str) -> None:
        shown = text.decode("utf-8", "replace")
        self.bad.append(BadRow(row, "", shown, rule, line=line, record=shown))


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def lots(text: TextFile) -> Iterator[Lot]:
    """Yield the lines of a file in bounded lots; empty lines count as lines and not as rows."""
    lot, row = Lot(), 0
    for line, raw in enumerate(text.lines(), start=1):
        content = raw.strip()
        if line == 1:
            content = content.removeprefix(b"\xef\xbb\xbf")
        if content:
            row += 1
            lot.take(content, row, line)
        if lot.full:
            yield lot
            lot = Lot()
    if lot.rows or lot.bad:
        yield lot
