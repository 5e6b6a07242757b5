"""Rows of one table that wait to be written, kept by day and bounded in rows and bytes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import cast

import numpy as np
import polars as pl

from tidegauge.schema.tables import Kind
from tidegauge.stores.lake.columns import conform, kind_of, promoted
from tidegauge.stores.lake.keys import Hashes

MOST_ROWS = 200_000
MOST_BYTES = 64 << 20
# No attribute is called so: stored names hold no control characters.
KEY = "\0key"
"""The column that holds the hash of each waiting row's key."""
GONE = "\0gone"
"""The column that says that a waiting row is to be taken away."""
_DAY = "\0day"
_MARKS = {KEY: Kind.INTEGER, GONE: Kind.BOOLEAN}


@dataclass
class DayRows:
    """The waiting rows of one day."""

    frames: list[pl.DataFrame] = field(default_factory=list)
    rows: int = 0
    size: int = 0

    def append(self, frame: pl.DataFrame) -> None:
        """Add rows at the end."""
        self.frames.append(frame)
        self.rows += frame.height
        self.size += int(frame.estimated_size())


class Buffer:
    """Waiting rows by day. The largest days leave first, so that files are as large as the bound allows."""

    def __init__(self) -> None:
        """Start empty."""
        self._days: defaultdict[date, DayRows] = defaultdict(DayRows)

    def append(self, day: date, frame: pl.DataFrame) -> None:
        """Add rows of one day, with the hashes of their keys."""
        if frame.height:
            self._days[day].append(frame)

    def keys(self, day: date) -> Iterator[Hashes]:
        """Yield the hashes of the keys that wait."""
        for frame in self._days[day].frames if day in self._days else ():
            yield frame[KEY].to_numpy()

    def take_out(self, day: date, keys: Hashes) -> Hashes:
        """Remove the rows of a day that have one of the keys, and return the keys of what was removed."""
        found = [held[np.isin(held, keys)] for held in self.keys(day)]
        taken = np.concatenate(found) if found else np.zeros(0, dtype=np.int64)
        if len(taken):
            frames = self._days.pop(day).frames
            for frame in frames:
                self.append(day, frame.filter(~np.isin(frame[KEY].to_numpy(), taken)))
        return taken

    def overflow(self) -> Iterator[tuple[date, list[pl.DataFrame]]]:
        """Yield the largest days until half of the bound is free, if the bound was passed."""
        if not self._above(1):
            return
        while self._above(2):
            day = max(self._days, key=lambda day: (self._days[day].size, day))
            yield day, self._days.pop(day).frames

    def rest(self) -> Iterator[tuple[date, list[pl.DataFrame]]]:
        """Yield every waiting day, oldest first."""
        for day in sorted(self._days):
            yield day, self._days.pop(day).frames

    def _above(self, parts: int) -> bool:
        rows = sum(day.rows for day in self._days.values())
        size = sum(day.size for day in self._days.values())
        return rows > MOST_ROWS // parts or size > MOST_BYTES // parts


def by_day(frame: pl.DataFrame, time_column: str) -> Iterator[tuple[date, pl.DataFrame]]:
    """Yield the rows of each UTC day, in their order."""
    days = frame[time_column].dt.date()
    if days.min() == days.max():
        yield cast("date", days[0]), frame
        return
    dated = frame.with_columns(days.alias(_DAY))
    for rows in dated.partition_by(_DAY, maintain_order=True):
        yield cast("date", rows[_DAY][0]), rows.drop(_DAY)


def joined(frames: list[pl.DataFrame], kinds: Mapping[str, Kind]) -> pl.DataFrame:
    """Return the frames as one, with the canonical columns and the attributes that any of them has."""
    return pl.concat([conform(frame, kinds) for frame in frames])


def attribute_kinds(frames: list[pl.DataFrame], canonical: Mapping[str, Kind]) -> dict[str, Kind]:
    """Return {attribute column: the kind that holds its values in all frames}."""
    kinds: dict[str, Kind] = {}
    for frame in frames:
        for name, dtype in frame.schema.items():
            if name not in canonical and name not in _MARKS:
                kind = kind_of(dtype)
                kinds[name] = promoted(kinds.get(name, kind), kind)
    return kinds


def marked(frames: list[pl.DataFrame], canonical: Mapping[str, Kind]) -> pl.DataFrame:
    """Return frames of one day as one that has every column of them, and the marks."""
    return joined(frames, {**canonical, **attribute_kinds(frames, canonical), **_MARKS})
