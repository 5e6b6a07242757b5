"""One table of a store in ClickHouse while it is written: which rows are new, which are there already."""

from collections.abc import Collection, Iterator
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from tidegauge.schema.tables import Kind, Table
from tidegauge.stores.attribute_names import AttributeNames
from tidegauge.stores.clickhouse.stage import Stage
from tidegauge.stores.lake.buffer import KEY, MOST_BYTES, MOST_ROWS, attribute_kinds, by_day, joined
from tidegauge.stores.lake.columns import attribute_name, check_canonical, conform
from tidegauge.stores.lake.keyed import keyed
from tidegauge.stores.lake.keys import DayKeys, Hashes, TableKeys
from tidegauge.stores.lake.revision import near


class Draft:
    """The rows of one table that the next commit will bring."""

    def __init__(self, stage: Stage, keys: TableKeys) -> None:
        """Start from what the table holds. `keys` are those that earlier drafts of the same writer have read."""
        self.table: Table = stage.table
        self.stage = stage
        self.rows = self.duplicates = self.replaced = self.removed = 0
        self._keys = keys
        self._present = tuple(name for name in stage.kinds if name not in self.table.kinds)
        self._names = AttributeNames(self.table.kinds, self._new_name)
        self._frames: list[pl.DataFrame] = []
        self._staged = DayKeys()

    @property
    def is_empty(self) -> bool:
        """Whether the commit changes nothing in this table."""
        return not (self.rows or self.replaced or self.removed or self._names.valueless)

    def append(self, frame: pl.DataFrame) -> None:
        """Take rows; those whose key the day holds already are dropped."""
        for day, rows in by_day(self._prepared(frame), self.table.time):
            new = self._day_keys(day).fresh(rows[KEY].to_numpy())
            self.duplicates += rows.height - int(new.sum())
            self._wait(rows.filter(new))

    def replace(self, frame: pl.DataFrame) -> None:
        """Take rows in place of those with the same key."""
        last = self._prepared(frame).unique(KEY, keep="last", maintain_order=True)
        for day, rows in by_day(last, self.table.time):
            known = self._known(day, rows)
            changed = self._changed(rows.filter(known))
            self._take_away(day, changed)
            self.replaced += changed.height
            self.rows -= changed.height
            added = pl.concat([rows.filter(~known), changed])
            self._day_keys(day).add(added[KEY].to_numpy())
            self._wait(added)

    def remove(self, keys: pl.DataFrame) -> None:
        """Take away the rows with these keys. Each is looked for near the day of its time."""
        names = dict.fromkeys((*self.table.key, self.table.time))
        named = keyed(conform(keys, {name: self.table.kinds[name] for name in names}), self.table)
        for day, rows in by_day(named.unique(KEY), self.table.time):
            found = rows.filter(self._known(day, rows))
            self._take_away(day, found)
            self.removed += found.height

    def finish(self) -> None:
        """Send the waiting rows."""
        self._flush()
        for name in self._names.valueless - self.stage.kinds.keys():
            self.stage.widen(name, Kind.TEXT)

    def _prepared(self, frame: pl.DataFrame) -> pl.DataFrame:
        check_canonical(self.table, frame)
        named = self._names.named(frame).with_columns(pl.col(self.table.time).cast(pl.Datetime("us")))
        return keyed(named, self.table)

    def _new_name(self, raw: str, claimed: Collection[str]) -> str:
        return attribute_name(raw, self.table.kinds, self._present, claimed)

    def _wait(self, frame: pl.DataFrame) -> None:
        if not frame.height:
            return
        self.rows += frame.height
        self._frames.append(frame)
        size = sum(one.estimated_size() for one in self._frames)
        if sum(one.height for one in self._frames) > MOST_ROWS or size > MOST_BYTES:
            self._flush()

    def _flush(self) -> None:
        frames, self._frames = self._frames, []
        if frames:
            for frame in frames:
                self._staged.add(frame[KEY].to_numpy())
            kinds = self.table.kinds | attribute_kinds(frames, self.table.kinds)
            self.stage.insert(joined(frames, kinds))

    def _known(self, day: date, rows: pl.DataFrame) -> pl.Series:
        found = rows[KEY].to_numpy()
        return pl.Series(np.logical_or.reduce([self._day_keys(one).holds(found) for one in near(day)]))

    def _changed(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return those that are not stored just so; the others are counted as duplicates."""
        same = np.zeros(0, dtype=np.int64)
        for stored in self.stage.stored(rows):
            same = np.concatenate([same, self._same(keyed(stored, self.table), rows)])
        # What waits already is newer than what is stored.
        found = rows[KEY].to_numpy()
        waits = self._staged.holds(found) | self._buffered(found)
        changed = rows.filter(pl.Series(waits | ~np.isin(found, same)))
        self.duplicates += rows.height - changed.height
        return changed

    def _same(self, stored: pl.DataFrame, rows: pl.DataFrame) -> Hashes:
        kinds = {**self.table.kinds, **attribute_kinds([stored, rows], self.table.kinds)}
        now = pl.DataFrame({KEY: rows[KEY], "content": conform(rows, kinds).hash_rows()})
        before = pl.DataFrame({KEY: stored[KEY], "content": conform(stored, kinds).hash_rows()})
        return before.join(now, on=[KEY, "content"], how="semi")[KEY].to_numpy()

    def _take_away(self, day: date, rows: pl.DataFrame) -> None:
        if not rows.height:
            return
        found = rows[KEY].to_numpy()
        if self._buffered(found).any():
            self._flush()
        waiting = self._staged.holds(found)
        if waiting.any():
            self.stage.discard(rows.filter(pl.Series(waiting)))
            self._staged.discard(found)
        self.stage.take_away(rows)
        for other in near(day):
            self._day_keys(other).discard(found)

    def _buffered(self, keys: Hashes) -> npt.NDArray[np.bool_]:
        return np.isin(keys, np.concatenate([keys[:0], *(frame[KEY].to_numpy() for frame in self._frames)]))

    def _day_keys(self, day: date) -> DayKeys:
        return self._keys.of(day, self._present_keys)

    def _present_keys(self, day: date) -> Iterator[Hashes]:
        for frame in self.stage.keys(day):
            yield keyed(frame, self.table)[KEY].to_numpy()
        # Each of them holds the rows of one day.
        yield from (
            frame[KEY].to_numpy() for frame in self._frames if frame[self.table.time].dt.date()[0] == day
        )
