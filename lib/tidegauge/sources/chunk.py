"""What every file reader yields: chunks of raw rows with their row numbers, and the rows that cannot be read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import polars as pl

CHUNK_ROWS = 65_536
CHUNK_BYTES = 32 << 20


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be used, and why. `row` counts data rows from 1; `line` is the line of a text file."""

    row: int
    column: str
    value: str
    rule: str
    line: int | None = None
    record: Mapping[str, object] | str = ""


@dataclass(frozen=True)
class Chunk:
    """Raw rows as they stand in the file, one column a field.

    `rows` are the numbers of the frame's rows, `lines` those of the text file or None. `table` is the canonical
    table if the format says it. `done` is the share of the file that has been read.
    """

    frame: pl.DataFrame
    rows: pl.Series
    bad: tuple[BadRow, ...] = ()
    lines: pl.Series | None = None
    table: str | None = None
    done: float = 0.0


class FileSource(Protocol):
    """A file opened for import. `notes` are things to tell the person, filled while chunks are read.

    `typed` says that columns come with types; text formats come as text and their attributes are guessed.
    `canonical` says that columns already have canonical names, so that no mapping needs to be confirmed.
    """

    path: Path
    format: str
    typed: bool
    canonical: bool
    notes: list[str]

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows in bounded memory. Raises ImportFileError if the file cannot be read as a whole."""
        ...


def numbers(first: int, count: int) -> pl.Series:
    """Return `count` row numbers from `first` on.

    >>> numbers(3, 2).to_list()
    [3, 4]
    """
    return pl.int_range(first, first + count, dtype=pl.Int64, eager=True)
