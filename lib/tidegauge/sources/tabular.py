"""Parquet and Arrow files: typed columns, read batch by batch."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from tidegauge.errors import ImportFileError
from tidegauge.sources.chunk import CHUNK_BYTES, CHUNK_ROWS, Chunk, numbers
from tidegauge.sources.flatten import flat


class ParquetSource:
    """A Parquet file."""

    format = "Parquet"
    typed = True
    canonical = False

    def __init__(self, path: Path) -> None:
        """Name the file; it is opened when chunks are read."""
        self.path = path
        self.notes: list[str] = []

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows in file order."""
        try:
            # Not pre-buffered: a row group of five million rows would be held as a whole.
            with pq.ParquetFile(self.path, pre_buffer=False, buffer_size=1 << 20) as file:
                yield from _numbered(file.iter_batches(_batch_rows(file.metadata)), file.metadata.num_rows)
            pa.default_memory_pool().release_unused()  # the merging of small files comes next and wants room
        except (pa.ArrowException, OSError) as error:
            raise ImportFileError(f"{self.path} cannot be read as Parquet: {error}") from None


class ArrowSource:
    """An Arrow IPC file, also called Feather."""

    format = "Arrow"
    typed = True
    canonical = False

    def __init__(self, path: Path) -> None:
        """Name the file; it is opened when chunks are read."""
        self.path = path
        self.notes: list[str] = []

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows in file order."""
        try:
            with pa.memory_map(str(self.path)) as mapped, pa.ipc.open_file(mapped) as file:
                total = sum(file.get_batch(index).num_rows for index in range(file.num_record_batches))
                batches = (file.get_batch(index) for index in range(file.num_record_batches))
                yield from _numbered(_sliced(batches), total)
        except (pa.ArrowException, OSError) as error:
            raise ImportFileError(f"{self.path} cannot be read as Arrow: {error}") from None


def _batch_rows(metadata: Any) -> int:
    """Rows a batch may have: text is wide, so their number follows from the size that the file itself states."""
    groups = [metadata.row_group(index) for index in range(metadata.num_row_groups)]
    size = max((group.total_byte_size / max(group.num_rows, 1) for group in groups), default=1.0)
    return int(min(max(CHUNK_BYTES / max(size, 1), 1024), CHUNK_ROWS))


def _sliced(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        rows = max(int(CHUNK_BYTES * batch.num_rows / max(batch.nbytes, 1)), 1024)
        yield from (batch.slice(start, rows) for start in range(0, batch.num_rows, rows))


def _numbered(batches: Iterator[pa.RecordBatch], total: int) -> Iterator[Chunk]:
    first = 1
    for batch in batches:
        frame = _frame(batch)
        yield Chunk(frame, numbers(first, frame.height), done=(first + frame.height - 1) / max(total, 1))
        first += frame.height


def _frame(batch: pa.RecordBatch) -> pl.DataFrame:
    frame = pl.from_arrow(batch.rename_columns(unique_names(batch.schema.names)))
    assert isinstance(frame, pl.DataFrame)  # noqa: S101  a batch is never a series
    return flat(frame)


def unique_names(names: list[str]) -> list[str]:
    """Return the names with a number after each repeated one.

    >>> unique_names(["a", "b", "a", ""])
    ['a', 'b', 'a_2', 'unnamed']
    """
    found: list[str] = []
    for name in (name or "unnamed" for name in names):
        number, unique = 1, name
        while unique in found:
            number += 1
            unique = f"{name}_{number}"
        found.append(unique)
    return found
