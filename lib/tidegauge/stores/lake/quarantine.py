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

    def publish(self, target: Path, earlier: int = 0) -> None:
        """Close the file and rename it to `target`. Without rows there is no file.

        If `target` is there already, its first `earlier` rows come first: more of them were never committed.
        """
        if self._writer is None:
            return
        self._writer.close()
        if earlier and target.exists():
            self._path = _joined(target, earlier, self._path)
        with self._path.open("rb+") as file:
            os.fsync(file.fileno())
        target.parent.mkdir(exist_ok=True)
        self._path.replace(target)


def _joined(before: Path, rows: int, after: Path) -> Path:
    both = after.with_suffix(".joined")
    with pq.ParquetWriter(both, SCHEMA, compression="zstd") as writer:
        for batch in pq.ParquetFile(before).iter_batches():
            if rows:
                writer.write_batch(batch.slice(0, rows))
                rows -= min(rows, batch.num_rows)
        for batch in pq.ParquetFile(after).iter_batches():
            writer.write_batch(batch)
    return both
