"""Rows of a lake that stand in place of older ones, or are taken away: the files that hold the older ones are rewritten."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import polars as pl

from tidegauge.schema.tables import Table
from tidegauge.stores.lake.buffer import GONE, KEY, Buffer, attribute_kinds, marked
from tidegauge.stores.lake.columns import conform
from tidegauge.stores.lake.keys import Hashes
from tidegauge.stores.lake.parts import Part
from tidegauge.stores.lake.table_parts import TableParts

NEAR = 1
"""Days before and after a row's own in which an older one of the same key is looked for."""


def near(day: date) -> Iterator[date]:
    """Yield the days in which an older row of the same key may be."""
    for step in range(-NEAR, NEAR + 1):
        yield day + timedelta(days=step)


class Revision:
    """Waits for rows whose keys are there already, and settles them a day at a time."""

    def __init__(self, table: Table, parts: TableParts, fresh: Buffer) -> None:
        """`fresh` are rows that wait to be written."""
        self.replaced = 0
        self.removed = 0
        self.unchanged = 0
        self.waiting = Buffer()
        self._table = table
        self._parts = parts
        self._fresh = fresh

    def append(self, day: date, rows: pl.DataFrame) -> None:
        """Take rows of a day, with `KEY` and `GONE`. Of those with the same key the last one counts."""
        for other in near(day):
            if other != day:
                self.waiting.take_out(other, rows[KEY].to_numpy())
        self.waiting.append(day, rows)

    def settled(self, day: date, frames: list[pl.DataFrame]) -> tuple[pl.DataFrame, dict[date, Hashes]]:
        """Take the older rows out of the days near `day`.

        Returns the rows to be written instead, and {day: the keys that it no longer holds}.
        """
        rows = marked(frames, self._table.kinds).unique(KEY, keep="last", maintain_order=True)
        taken: dict[date, Hashes] = {}
        same = np.zeros(0, dtype=np.int64)
        for other in near(day):
            taken[other] = self._fresh.take_out(other, rows[KEY].to_numpy())
            for part in self._parts.of(other):
                out, unchanged = self._take_out(part, rows)
                taken[other] = np.concatenate([taken[other], out])
                same = np.concatenate([same, unchanged])
        rows = rows.filter(~rows[GONE] & ~pl.Series(np.isin(rows[KEY].to_numpy(), same))).drop(GONE)
        self._count(rows, taken, same)
        return rows, taken

    def _count(self, rows: pl.DataFrame, taken: dict[date, Hashes], same: Hashes) -> None:
        out = np.concatenate(list(taken.values()))
        replaced = int(np.isin(rows[KEY].to_numpy(), out).sum())
        self.replaced += replaced
        self.removed += len(out) - replaced
        self.unchanged += len(same)

    def _take_out(self, part: Part, rows: pl.DataFrame) -> tuple[Hashes, Hashes]:
        """Rewrite a part without the rows that are replaced or gone; return their keys, and those left as they are."""
        keys = self._parts.keys(part)
        hit = np.isin(keys, rows[KEY].to_numpy())
        nothing = keys[:0]
        if not hit.any():
            return nothing, nothing
        stored = pl.read_parquet(part.where)
        same = self._same(stored.filter(hit).with_columns(pl.Series(KEY, keys[hit])), rows)
        out = hit & ~np.isin(keys, same)
        if out.any():
            self._parts.drop(part)
            if not out.all():
                self._parts.stage(part.file.day, stored.filter(~out))
        return keys[out], same

    def _same(self, stored: pl.DataFrame, rows: pl.DataFrame) -> Hashes:
        """Return the keys of the stored rows that are just as the new ones say."""
        kinds = {**self._table.kinds, **attribute_kinds([stored, rows], self._table.kinds)}
        now = rows.filter(~pl.col(GONE))
        content = pl.DataFrame({KEY: now[KEY], "content": conform(now, kinds).hash_rows()})
        before = pl.DataFrame({KEY: stored[KEY], "content": conform(stored, kinds).hash_rows()})
        return before.join(content, on=[KEY, "content"], how="semi")[KEY].to_numpy()
