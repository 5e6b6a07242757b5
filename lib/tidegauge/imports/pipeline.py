"""One file into one store: read, validate, write, commit. The same file twice changes nothing."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tidegauge.errors import ImportFileError, unknown
from tidegauge.imports.identity import RowIds
from tidegauge.imports.mapping import ColumnMap
from tidegauge.imports.quarantine import quarantine_rows
from tidegauge.imports.validation import Validated, validated
from tidegauge.schema.tables import TABLES
from tidegauge.sources.chunk import BadRow, Chunk, FileSource
from tidegauge.stores import open_writer
from tidegauge.stores.lake.manifest import ImportRecord

Progress = Callable[[int, float], None]
"""Called with the rows read so far and the share of the file that has been read."""

_SHOWN_BAD_ROWS = 10
_MADE_UP = {("spans", "trace_id"), ("spans", "span_id")}


@dataclass
class Tally:
    """What an import has read so far."""

    read: int = 0
    quarantined: int = 0
    first_bad: list[BadRow] = field(default_factory=list)

    def add(self, found: Validated) -> None:
        """Count a chunk."""
        self.read += found.frame.height + len(found.bad)
        self.quarantined += len(found.bad)
        self.first_bad += found.bad[: _SHOWN_BAD_ROWS - len(self.first_bad)]


@dataclass(frozen=True)
class ImportResult:
    """What an import did. `already` is the earlier record if the same file was imported the same way before."""

    record: ImportRecord
    first_bad: tuple[BadRow, ...] = ()
    notes: tuple[str, ...] = ()
    already: bool = False


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def first_chunk(source: FileSource) -> Chunk:
    """Return the first rows of a file. Raises ImportFileError if it has none."""
    for chunk in source.chunks():
        if len(chunk.rows) or chunk.bad:
            return chunk
    raise ImportFileError(f"{source.path} has columns and no rows: there is nothing to import.")


def check_map(column_map: ColumnMap, chunk: Chunk, path: Path) -> None:
    """Raise ImportFileError if the map names a column that the file lacks, or leaves a required field open."""
    columns = chunk.frame.columns
    for origin in column_map.fields.values():
        if origin.column not in columns:
            raise ImportFileError(f"{path}: {unknown('column of the file', origin.column, columns)}")
    fitted = column_map.fitted(columns, chunk.table)
    given = {*fitted.fields, *fitted.constants}
    for column in TABLES[fitted.table].columns:
        if column.required and column.name not in given and (fitted.table, column.name) not in _MADE_UP:
            raise ImportFileError(
                f"{path}: no column for {fitted.table}.{column.name} ({column.meaning}), which is required. "
                f"Name it with --map {column.name}=COLUMN. The columns are: {', '.join(columns[:40])}."
            )


def rehearse(source: FileSource, column_map: ColumnMap, progress: Progress) -> Tally:
    """Read and validate a whole file without writing anything."""
    tally = Tally()
    for _ in _chunks(source, column_map, tally, progress):
        pass
    return tally


def import_file(
    source: FileSource,
    store: str | Path,
    column_map: ColumnMap,
    now: datetime,
    progress: Progress,
    also: str = "",
) -> ImportResult:
    """Import a file into the store at the address `store` as one commit. `now` is UTC without a zone.

    `also` is what the rows depend on beside the file and the map: the same file with another one is another import.

    Raises ImportFileError if the file cannot be read as a whole, StoreError if the store cannot be written to.
    """
    digest = file_digest(source.path)
    batch = hashlib.sha256(f"{digest} {column_map.text()}{also}".encode()).hexdigest()
    with open_writer(str(store)) as writer:
        for record in writer.imports:
            if record.batch == batch:
                return ImportResult(record, already=True)
        tally = Tally()
        for found in _chunks(source, column_map, tally, progress):
            writer.append(found.table, found.frame)
            writer.quarantine.append(quarantine_rows(source.path, found.bad))
        writer.alias(column_map.aliases)
        record = ImportRecord(batch, source.path.name, now, read=tally.read, quarantined=tally.quarantined)
        return ImportResult(writer.commit(record), tuple(tally.first_bad), tuple(dict.fromkeys(source.notes)))


def _chunks(
    source: FileSource, column_map: ColumnMap, tally: Tally, progress: Progress
) -> Iterator[Validated]:
    ids = RowIds()
    for chunk in source.chunks():
        found = validated(chunk, column_map, ids, typed=source.typed)
        tally.add(found)
        progress(tally.read, chunk.done)
        yield found
