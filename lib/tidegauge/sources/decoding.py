"""Bytes to text, column by column: a value that is not UTF-8 costs its row, not the file."""

from dataclasses import dataclass, replace

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from tidegauge.sources.chunk import BadRow, Chunk

NOT_UTF8 = "not valid UTF-8"
CONVERT = "If it is Latin-1, convert it: iconv -f latin1 -t utf-8 OLD > NEW"
"""What a person can do about text that is not UTF-8."""

UNCLOSED = "a quote is opened and never closed"


@dataclass(frozen=True)
class Damage:
    """Rows of a frame that cannot be used: {index: (column, rule)}."""

    faults: dict[int, tuple[str, str]]

    def with_unclosed(self, frame: pl.DataFrame) -> "Damage":
        """Add the last row if a field of it runs on over line ends, as it does behind a quote that nobody closes."""
        last = frame.height - 1
        for name in frame.columns:
            if frame[name].dtype == pl.String and "\n" in (frame[name][last] or ""):
                return replace(self, faults={**self.faults, last: (name, UNCLOSED)})
        return self

    def chunk(self, frame: pl.DataFrame, rows: pl.Series, bad: tuple[BadRow, ...], done: float) -> Chunk:
        """Return the rows without the damaged ones, which join the bad ones."""
        found = []
        for index, (column, rule) in self.faults.items():
            record = frame.row(index, named=True)
            found.append(BadRow(rows[index], column, record[column] or "", rule, record=record))
        keep = ~pl.int_range(frame.height, eager=True).is_in(list(self.faults))
        return Chunk(frame.filter(keep), rows.filter(keep), (*bad, *found), done=done)


def decoded(batch: pa.RecordBatch) -> tuple[pl.DataFrame, Damage]:
    """Return a batch of binary columns as text, and the rows with bytes that are none."""
    faults: dict[int, tuple[str, str]] = {}
    columns = []
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        try:
            columns.append(pl.Series(name, pc.cast(column, pa.large_string())))
        except pa.ArrowInvalid:
            columns.append(_one_by_one(name, column, faults))
    return pl.DataFrame(columns), Damage(faults)


def _one_by_one(name: str, column: pa.Array, faults: dict[int, tuple[str, str]]) -> pl.Series:
    texts: list[str | None] = []
    for index, value in enumerate(column.to_pylist()):
        text = None if value is None else value.decode("utf-8", "replace")
        if text is not None and text.encode() != value:
            faults.setdefault(index, (name, NOT_UTF8))
        texts.append(text)
    return pl.Series(name, texts, dtype=pl.String)
