"""Rows of a copy that are no longer at the source: found by comparing the keys of all rows, and taken away."""

from collections.abc import Iterator

import numpy as np
import polars as pl
import sqlalchemy as sa

from tidegauge.schema.tables import TABLES, Table
from tidegauge.sources.peer import GONE
from tidegauge.stores._store import Store
from tidegauge.stores._writer import Writer
from tidegauge.stores.copying import Copying
from tidegauge.stores.lake.columns import conform
from tidegauge.stores.lake.keys import DayKeys, Hashes, hashes
from tidegauge.stores.origin import BATCH, Origin, store_origin
from tidegauge.stores.sifting import Sifted


def reconcile(origin: Origin, copying: Copying, writer: Writer, target: Store) -> bool:
    """Take away the rows of `target` that the source of `copying` has no longer; 8 bytes of memory a row.

    Nothing is done, and False returned, where rows of other sources are in the target: which of them came from where
    is not recorded.

    Raises:
        StoreError: one of the stores does not answer.
    """
    if any(not copying.names.is_of(record) for record in writer.imports):
        return False
    copy = store_origin(target)
    for name in origin.tables:
        there = _keys(origin, name)
        for frame in _key_frames(copy, name):
            absent = ~there.holds(_hashed(frame, TABLES[name]))
            if absent.any():
                gone = frame.filter(pl.Series(absent))
                copying.take(name, Sifted(gone.clear(), gone, ()))
    copying.commit()
    return True


def _keys(origin: Origin, name: str) -> DayKeys:
    return DayKeys(_hashed(frame, TABLES[name]) for frame in _key_frames(origin, name))


def _key_frames(origin: Origin, name: str) -> Iterator[pl.DataFrame]:
    """Yield the keys and times of the rows of a table that count."""
    table = TABLES[name]
    wanted = [
        column for column in dict.fromkeys((*table.key, table.time)) if column in origin.tables[name].kinds
    ]
    for piece in origin.pieces(name, None):
        rows = piece.rows.order_by(None).subquery("every_row")
        query = sa.select(*(rows.c[column] for column in wanted)).where(sa.not_(rows.c[GONE]))
        yield from origin.batches(query, BATCH)


def _hashed(frame: pl.DataFrame, table: Table) -> Hashes:
    keys = conform(frame, {name: table.kinds[name] for name in table.key})
    return np.asarray(hashes(keys, table.key))
