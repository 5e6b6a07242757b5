"""CSV files, and those with tabs, semicolons or bars between the fields: every column comes as text."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.csv as pa_csv

from tidegauge.errors import ImportFileError
from tidegauge.sources.chunk import BadRow, Chunk
from tidegauge.sources.decoding import CONVERT, NOT_UTF8, decoded
from tidegauge.sources.tabular import unique_names
from tidegauge.sources.text_file import TextFile, open_text

_BLOCK = 8 << 20
_NULLS = ["", "NULL", "null", "\\N"]
"""What databases write for "not recorded". Between quotes these are text."""


@dataclass
class _Progress:
    """Where the reader stands: rows that the parser refused, and the number of the next data row."""

    refused: dict[int, BadRow] = field(default_factory=dict)
    next_row: int = 1

    def refuse(self, row: pa_csv.InvalidRow) -> str:
        """Take a row with the wrong number of fields. The parser counts the header as its first row."""
        rule = f"{row.actual_columns} fields, expected {row.expected_columns}"
        self.refused[row.number - 1] = BadRow(row.number - 1, "", row.text, rule, record=row.text)
        return "skip"

    def number(self, count: int) -> tuple[pl.Series, tuple[BadRow, ...]]:
        """Return the numbers of the next `count` good rows, and the refused rows among and right behind them."""
        rows: list[int] = []
        bad: list[BadRow] = []
        while len(rows) < count or self.next_row in self.refused:
            if self.next_row in self.refused:
                bad.append(self.refused.pop(self.next_row))
            else:
                rows.append(self.next_row)
            self.next_row += 1
        return pl.Series(rows, dtype=pl.Int64), tuple(bad)


class DelimitedSource:
    """A file with one record a row and a header."""

    format = "CSV"
    typed = False
    canonical = False

    def __init__(self, path: Path) -> None:
        """Name the file; it is opened when chunks are read."""
        self.path = path
        self.notes: list[str] = []

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows in file order."""
        with open_text(self.path) as text:
            header, delimiter = _header(self.path, next(text.lines(), b""))
        names = self._unique(header)
        try:
            with open_text(self.path) as text:
                yield from _read(text, names, delimiter)
        except pa.ArrowInvalid as error:
            raise ImportFileError(f"{self.path} cannot be read as CSV: {_reason(error)}") from None

    def _unique(self, header: list[str]) -> list[str]:
        names = unique_names(header)
        self.notes += [
            f"Two columns are called “{was}”: the later one is now “{now}”."
            for was, now in zip(header, names, strict=True)
            if was != now
        ]
        return names


def _reason(error: pa.ArrowInvalid) -> str:
    """Say what to do. The parser gives up at a row whose fields are too many or few only if it is no text either."""
    if match := re.search(r"Row #(\d+): (Expected \d+ columns, got \d+)", str(error)):
        return f"row {int(match[1]) - 1} is {NOT_UTF8} ({match[2].lower()}). {CONVERT}"
    return f"{error}. A quote may be opened and never closed, or one row is larger than {_BLOCK >> 20} MB."


def _header(path: Path, line: bytes) -> tuple[list[str], str]:
    """Return the names in the first line, and what stands between them."""
    if line.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ImportFileError(f"{path} is UTF-16. Save it as UTF-8 and import it again.")
    text = line.decode("utf-8-sig", "replace").strip("\r\n")
    if not text.strip():
        raise ImportFileError(f"{path} is empty: the first line must name the columns.")
    try:
        rows = {delimiter: next(csv.reader([text], delimiter=delimiter)) for delimiter in ",\t;|"}
    except csv.Error as error:
        raise ImportFileError(f"{path}: the first line does not name columns as CSV does: {error}.") from None
    delimiter = max(rows, key=lambda delimiter: len(rows[delimiter]))
    return [name.strip() for name in rows[delimiter]], delimiter


def _read(text: TextFile, names: list[str], delimiter: str) -> Iterator[Chunk]:
    progress = _Progress()
    for batch, last in _batches(text, names, delimiter, progress):
        frame, damaged = decoded(batch)
        rows, bad = progress.number(batch.num_rows)
        if last and text.quotes % 2:
            damaged = damaged.with_unclosed(frame)
        yield damaged.chunk(frame, rows, bad, text.done)
    if progress.refused:
        _, bad = progress.number(0)
        yield Chunk(pl.DataFrame({name: [] for name in names}), pl.Series([], dtype=pl.Int64), bad, done=1.0)


def _batches(
    text: TextFile, names: list[str], delimiter: str, progress: _Progress
) -> Iterator[tuple[pa.RecordBatch, bool]]:
    """Yield each batch and whether it is the last one."""
    reader = None
    try:
        reader = _open(text, names, delimiter, progress)
        batch = next(reader, None)
        while batch is not None:
            following = next(reader, None)
            yield batch, following is None
            batch = following
    finally:
        del reader  # an error's traceback would hold it
        text.wait_until_returned()


def _open(text: TextFile, names: list[str], delimiter: str, progress: _Progress) -> Iterator[pa.RecordBatch]:
    # One thread: only then does the parser know the number of a row that it refuses.
    return iter(
        pa_csv.open_csv(
            text.lent(),  # held by no frame: a traceback would keep it
            pa_csv.ReadOptions(
                use_threads=False, column_names=names, skip_rows_after_names=1, block_size=_BLOCK
            ),
            pa_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, invalid_row_handler=progress.refuse
            ),
            pa_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_binary()),
                null_values=_NULLS,
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )
    )
