"""Rows over time on both sides: the hours of a window, and the gaps in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge.filters import TraceFilter, Window
from tidegauge.queries.health_values import by_bucket
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import CURRENT, EPOCH, REFERENCE
from tidegauge.reports._daily_rows import summed_rows
from tidegauge.reports._health.recorded import able
from tidegauge.reports._records import Point, Trend
from tidegauge.reports.source import Source

HOURLY_UP_TO = timedelta(days=62)
EXPECTED = 15
"""An empty hour is a gap when this many rows were to be expected: by chance it happens once in three million."""


@dataclass(frozen=True, eq=False)
class Flow:
    """Columns `at`, `side`, `rows`, and n and k of the columns asked for, in order of time; empty hours included."""

    hours: pl.DataFrame
    width: timedelta

    def in_order(self) -> pl.DataFrame:
        """Return one row for each time: the reference first, unless it shares the current window's times."""
        own = self.hours.filter(pl.col("side") == CURRENT)
        other = self.hours.filter(pl.col("side") == REFERENCE)
        return pl.concat(
            [other.filter(~pl.col("at").is_between(own["at"].min(), own["at"].max())), own]
        ).sort("at")


def flow(
    source: Source, asked: TraceFilter, columns: Mapping[str, pl.DataFrame], cell: Sequence[str]
) -> Flow:
    """Return the rows by hour of the clock, by UTC day for a window longer than two months.

    `columns` maps a column to the cells that can record it.
    """
    width = timedelta(hours=1) if asked.current.window.length <= HOURLY_UP_TO else timedelta(days=1)
    windows = {CURRENT: asked.current.window}
    if asked.reference is not None:
        windows[REFERENCE] = asked.reference.window

    def ask(rows: Rows, asked: TraceFilter, *, daily: bool = False) -> sa.Select[Any]:
        return by_bucket(rows, asked, tuple(columns), cell, width, daily=daily)

    frame = _counted(summed_rows(source, asked, ask, ("bucket", *cell)), columns)
    dated = frame.with_columns(at=pl.lit(EPOCH).cast(pl.Datetime("us")) + pl.col("bucket") * width)
    sides = [_filled(dated, side, window, width) for side, window in windows.items()]
    return Flow(pl.concat(sides).sort("at", "side"), width)


def _counted(frame: pl.DataFrame, columns: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    keys = ["side", "bucket"]
    counted = frame.group_by(keys).agg(pl.col("rows").sum())
    for place, cells in enumerate(columns.values()):
        sums = (pl.col("rows").sum().alias(f"n{place}"), pl.col(f"n{place}").sum().alias(f"k{place}"))
        counted = counted.join(able(frame, cells).group_by(keys).agg(*sums), on=keys, how="left")
    return counted


def _floor(at: datetime, width: timedelta) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0, hour=at.hour if width < timedelta(days=1) else 0)


def _filled(frame: pl.DataFrame, side: int, window: Window, width: timedelta) -> pl.DataFrame:
    last = window.end - timedelta(microseconds=1)
    times = pl.datetime_range(_floor(window.start, width), last, width, time_unit="us", eager=True)
    own = frame.filter(pl.col("side") == side).drop("side", "bucket")
    counted = times.alias("at").to_frame().join(own, on="at", how="left", maintain_order="left").fill_null(0)
    return counted.with_columns(side=pl.lit(side))


def rows_trend(found: Flow, asked: TraceFilter) -> Trend:
    """Return rows per hour; the reference lies on the current window's times."""
    grain = "hour" if found.width == timedelta(hours=1) else "day"
    now = _points(found, CURRENT)
    before = _points(found, REFERENCE)
    moved = tuple(replace(then, at=here.at) for then, here in zip(before, now, strict=False))
    return Trend("rows", f"Rows per {grain}", "count", grain, now, moved if asked.reference else ())


def _points(found: Flow, side: int) -> tuple[Point, ...]:
    own = found.hours.filter(pl.col("side") == side)
    return tuple(Point(at, float(rows), rows) for at, rows in own.select("at", "rows").iter_rows())


def gaps(found: Flow, newest: datetime | None, window: Window) -> tuple[Window, ...]:
    """Return the stretches of the current `window` without a row where rows were to be expected.

    What is expected in an hour is the median of the same hour of the day, both windows together. Hours after the
    newest row are not gaps: nothing has arrived yet. Nor are the hours that the window cuts.
    """
    if newest is None:
        return ()
    expected = pl.col("rows").median().over(pl.col("at").dt.hour())
    own = found.hours.with_columns(expected=expected).filter(pl.col("side") == CURRENT)
    empty = own.filter((pl.col("rows") == 0) & (pl.col("expected") >= EXPECTED) & (pl.col("at") <= newest))
    empty = empty.filter((pl.col("at") >= window.start) & (pl.col("at") + found.width <= window.end))
    stretches: list[Window] = []
    for at in empty["at"]:
        if stretches and stretches[-1].end == at:
            stretches[-1] = Window(stretches[-1].start, at + found.width)
        else:
            stretches.append(Window(at, at + found.width))
    return tuple(stretches)
