"""What the driver of PostgreSQL sends in Arrow, as frames."""

from collections.abc import Iterable, Iterator, Sequence

import polars as pl
import pyarrow as pa


def plain(table: pa.Table) -> pl.DataFrame:
    """Return a table with the types that Arrow has no name for (decimals, JSON) as the text that they arrive in."""
    columns = [
        pl.Series(name, pl.from_arrow(pa.chunked_array(_storage(column), _stored_as(column.type))))
        for name, column in zip(_names(table.column_names), table.columns, strict=True)
    ]
    return pl.DataFrame(columns)


def gathered(batches: pa.RecordBatchReader, rows: int) -> Iterator[pa.Table]:
    """Yield the batches put together to about `rows` rows, at least one table."""
    waiting: list[pa.RecordBatch] = []
    for batch in _batches(batches):
        waiting.append(batch)
        if sum(one.num_rows for one in waiting) >= rows:
            yield pa.Table.from_batches(waiting, batches.schema)
            waiting = []
    if waiting:
        yield pa.Table.from_batches(waiting, batches.schema)


def _batches(reader: pa.RecordBatchReader) -> Iterable[pa.RecordBatch]:
    first = next(reader, None)
    yield pa.RecordBatch.from_pylist([], reader.schema) if first is None else first
    yield from reader


def _stored_as(found: pa.DataType) -> pa.DataType:
    return found.storage_type if isinstance(found, pa.BaseExtensionType) else found


def _storage(column: pa.ChunkedArray) -> list[pa.Array]:
    return [getattr(chunk, "storage", chunk) for chunk in column.chunks]


def _names(found: Sequence[str]) -> list[str]:
    # Two columns of one name are no frame; what was asked for has names, and is told by place.
    return [name if found.index(name) == place else f"{name}:{place}" for place, name in enumerate(found)]
