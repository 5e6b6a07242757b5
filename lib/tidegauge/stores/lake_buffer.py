"""Rows of one table that wait to be written, kept by day and bounded in rows and bytes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import cast

import polars as pl

from tidegauge.schema.tables import Kind
from tidegauge.stores.lake_columns import conform, kind_of, promoted

MOST_ROWS = 200_000
MOST_BYTES = 64 << 20
_DAY = "\0day"  # no attribute is called so: stored names hold no control characters


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

    def append(self, frame: pl.DataFrame, time_column: str) -> None:
        """Add rows; a row belongs to the UTC day of its time."""
        for day, rows in _by_day(frame, time_column):
            self._days[day].append(rows)

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


def _by_day(frame: pl.DataFrame, time_column: str) -> Iterator[tuple[date, pl.DataFrame]]:
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
            if name not in canonical:
                kind = kind_of(dtype)
                kinds[name] = promoted(kinds.get(name, kind), kind)
    return kinds
