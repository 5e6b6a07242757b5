"""Rows with a hash of their key beside them: what tells a row that was there before."""

import polars as pl

from tidegauge.schema.tables import Table
from tidegauge.stores.lake.buffer import KEY
from tidegauge.stores.lake.columns import conform
from tidegauge.stores.lake.keys import hashes


def keyed(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Return `frame` with the column `KEY`. A column of the key that the frame lacks counts as empty."""
    keys = conform(frame, {name: table.kinds[name] for name in table.key})
    return frame.with_columns(pl.Series(KEY, hashes(keys, table.key)))
