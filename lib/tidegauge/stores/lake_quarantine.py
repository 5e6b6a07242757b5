"""The quarantine of a lake: rows that an import could not use, kept with the reason."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

SCHEMA = pa.schema(
    {
        "file": pa.string(),
        "row": pa.int64(),
        "line": pa.int64(),
        "column": pa.string(),
        "value": pa.string(),
        "rule": pa.string(),
        "record": pa.string(),
    }
)


class Quarantine:
    """A Parquet file that grows row group by row group, so that a file of bad rows only needs no memory."""

    def __init__(self, path: Path) -> None:
        """Nothing is written until the first row comes."""
        self._path = path
        self._writer: pq.ParquetWriter | None = None

    def append(self, rows: Iterable[Mapping[str, object]]) -> None:
        """Append rows: {file, row, line, column, value, rule, record}."""
        table = pa.Table.from_pylist(list(rows), schema=SCHEMA)
        if table.num_rows:
            self._writer = self._writer or pq.ParquetWriter(self._path, SCHEMA, compression="zstd")
            self._writer.write_table(table)

    def publish(self, target: Path) -> None:
        """Close the file and rename it to `target`. Without rows there is no file."""
        if self._writer is None:
            return
        self._writer.close()
        with self._path.open("rb+") as file:
            os.fsync(file.fileno())
        target.parent.mkdir(exist_ok=True)
        self._path.replace(target)
