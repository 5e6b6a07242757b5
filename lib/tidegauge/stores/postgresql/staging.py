"""Rows on their way into PostgreSQL: temporary tables of the writer's connection, which vanish with it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, cast

import polars as pl

from tidegauge.schema.tables import Kind, Table
from tidegauge.stores.attribute_names import AttributeNames
from tidegauge.stores.lake.buffer import attribute_kinds, joined
from tidegauge.stores.lake.columns import attribute_name, check_canonical, conform, promoted
from tidegauge.stores.postgresql.ddl import SYSTEM_NAMES, short

MOST_ROWS = 300_000
MOST_BYTES = 128 << 20
DAY = "tidegauge_day"
"""The column of a staged table that says which day a row belongs to."""


class Way(Enum):
    """What staged rows do to those that are there with the same key."""

    ADDED = "they are added where there are none"
    PUT = "they replace them"
    GONE = "they take them away"


@dataclass(frozen=True)
class Staged:
    """One temporary table: its rows, the kinds of its columns, and the times that it spans."""

    name: str
    way: Way
    kinds: Mapping[str, Kind]
    rows: int
    first: datetime
    newest: datetime


class Staging:
    """The rows of one table that wait for the next commit, in the order in which they came."""

    def __init__(self, table: Table, present: Mapping[str, Kind]) -> None:
        """Start with the columns that the table has."""
        self.table = table
        self.present = dict(present)
        self.staged: list[Staged] = []
        self.repeated = 0
        self.aliases: dict[str, str] = {}
        self._names = AttributeNames(table.kinds, self._new_name)
        self._frames: list[pl.DataFrame] = []
        self._way = Way.ADDED

    def take(self, frame: pl.DataFrame, way: Way, cursor: Any) -> None:
        """Take rows; they go to the server when many wait.

        Raises:
            StoreError: a required column without a value.
        """
        if way is not self._way:
            self.flush(cursor)
            self._way = way
        self._frames.append(self._prepared(frame))
        waiting = sum(one.height for one in self._frames), sum(one.estimated_size() for one in self._frames)
        if waiting[0] > MOST_ROWS or waiting[1] > MOST_BYTES:
            self.flush(cursor)

    def flush(self, cursor: Any) -> None:
        """Send the waiting rows to the server."""
        frames, self._frames = self._frames, []
        if not frames:
            return
        canonical = self.table.kinds if self._way is not Way.GONE else self._key_kinds()
        kinds = canonical | attribute_kinds(frames, canonical)
        frame = self._told_apart(joined(frames, kinds))
        name = f"tidegauge_staged_{self.table.name}_{len(self.staged)}"
        cursor.adbc_ingest(name, frame.to_arrow(), mode="create", temporary=True)
        # What is looked up by: the other columns need no statistics, and there are many.
        cursor.execute(f"ANALYZE {name} ({', '.join(dict.fromkeys((*self.table.key, self.table.time)))})")
        times = frame[self.table.time]
        ends = cast("datetime", times.min()), cast("datetime", times.max())
        self.staged.append(Staged(name, self._way, kinds, frame.height, *ends))

    def wanted(self) -> dict[str, Kind]:
        """Return the attributes that the waiting rows have, with the kind that holds all of their values."""
        found: dict[str, Kind] = {}
        for one in self.staged:
            for name, kind in one.kinds.items():
                if name not in self.table.kinds:
                    found[name] = promoted(found.get(name, kind), kind)
        return dict.fromkeys(self._names.valueless - found.keys() - self.present.keys(), Kind.TEXT) | found

    def drop(self, cursor: Any) -> None:
        """Forget everything that waits."""
        for one in self.staged:
            cursor.execute(f"DROP TABLE IF EXISTS {one.name}")
        self.staged, self._frames = [], []

    def _told_apart(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the rows with one for each key and day: the first of those that are added, the last of the others."""
        day = pl.col(self.table.time).dt.date().alias(DAY)
        if self._way is Way.ADDED:
            kept = frame.with_columns(day).unique([*self.table.key, DAY], keep="first", maintain_order=True)
        else:
            kept = frame.with_columns(day).unique(self.table.key, keep="last", maintain_order=True)
        self.repeated += frame.height - kept.height
        return kept

    def _prepared(self, frame: pl.DataFrame) -> pl.DataFrame:
        frame = frame.with_columns(pl.col(self.table.time).cast(pl.Datetime("us")))
        # PostgreSQL's text cannot hold the sign number 0.
        frame = frame.with_columns(pl.col(pl.String).str.replace_all("\0", "\ufffd", literal=True))
        if self._way is Way.GONE:
            return conform(frame, self._key_kinds())
        check_canonical(self.table, frame)
        return self._names.named(frame)

    def _key_kinds(self) -> dict[str, Kind]:
        return {name: self.table.kinds[name] for name in (*self.table.key, self.table.time)}

    def _new_name(self, raw: str, claimed: Collection[str]) -> str:
        canonical = (*self.table.kinds, *SYSTEM_NAMES, DAY)
        present = self.present.keys() - self.table.kinds.keys()
        whole = attribute_name(raw, canonical, present, claimed)
        stored = short(whole)
        if stored != whole:
            self.aliases[whole] = stored
        return stored
