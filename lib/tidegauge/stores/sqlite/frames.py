"""Rows of SQLite as frames: its columns may hold anything, whatever they are declared as."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge.schema.tables import Kind
from tidegauge.stores.frames import kind_of

_WRITTEN = {Kind.TIME: pl.String(), Kind.BOOLEAN: pl.Int64()}
"""SQLite has no times and no booleans: they are texts and numbers."""


def frame_of(rows: Sequence[tuple[Any, ...]], query: sa.Select[Any]) -> pl.DataFrame:
    """Return rows as a frame of the kinds that `query` says; what is of no such kind is NULL.

    >>> query = sa.select(sa.column("at", sa.TIMESTAMP), sa.column("n", sa.BigInteger))
    >>> frame_of([("2026-11-21 08:50:04", 1), (None, "many")], query).rows()
    [(datetime.datetime(2026, 11, 21, 8, 50, 4), 1), (None, None)]
    """
    kinds = {column.name: kind_of(column.type) for column in query.selected_columns}
    types = {name: _WRITTEN.get(kind, kind.polars) for name, kind in kinds.items()}
    try:
        frame = pl.DataFrame(rows, schema=types, orient="row")
    except (pl.exceptions.PolarsError, TypeError):
        frame = _column_by_column(rows, types)
    times = [name for name, kind in kinds.items() if kind is Kind.TIME]
    written = pl.col(times).str.replace("T", " ", literal=True).str.slice(0, 26)
    return frame.with_columns(written.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", strict=False))


def _column_by_column(rows: Sequence[tuple[Any, ...]], types: dict[str, pl.DataType]) -> pl.DataFrame:
    """Return rows of which some hold what their column does not declare."""
    columns = zip(*rows, strict=True)
    return pl.DataFrame(
        [
            pl.Series(name, values, dtype=kind, strict=False)
            for (name, kind), values in zip(types.items(), columns, strict=True)
        ]
    )
