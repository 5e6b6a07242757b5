"""Rows over time on both sides: the hours of a window, and the gaps in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import polars as pl

from tidegauge.filters import TraceFilter, Window
from tidegauge.queries.health_values import Cells, by_bucket
from tidegauge.queries.sides import CURRENT, REFERENCE, Buckets
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


def flow(source: Source, asked: TraceFilter, columns: Mapping[str, Cells]) -> Flow:
    """Return the rows by hour, by day for a window longer than two months."""
    width = timedelta(hours=1) if asked.current.window.length <= HOURLY_UP_TO else timedelta(days=1)
    frame = source.store.read(by_bucket(source.rows(asked), asked, columns, Buckets(width)))
    sides = [_filled(frame.filter(pl.col("side") == CURRENT), asked.current.window, width, CURRENT)]
    if asked.reference is not None:
        own = frame.filter(pl.col("side") == REFERENCE)
        sides.append(_filled(own, asked.reference.window, width, REFERENCE))
    return Flow(pl.concat(sides).sort("at", "side"), width)


def _filled(frame: pl.DataFrame, window: Window, width: timedelta, side: int) -> pl.DataFrame:
    buckets = -(-window.length // width)
    every = pl.DataFrame({"bucket": range(buckets)}, schema={"bucket": pl.Int64})
    counted = every.join(frame.drop("side"), on="bucket", how="left", maintain_order="left").fill_null(0)
    at = pl.lit(window.start).cast(pl.Datetime("us")) + pl.col("bucket") * width
    return counted.select(at.alias("at"), pl.lit(side).alias("side"), pl.exclude("bucket"))


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


def gaps(found: Flow, newest: datetime | None) -> tuple[Window, ...]:
    """Return the stretches of the current window without a row where rows were to be expected.

    What is expected in an hour is the median of the same hour of the day, both windows together. Hours after the
    newest row are not gaps: nothing has arrived yet.
    """
    if newest is None:
        return ()
    expected = pl.col("rows").median().over(pl.col("at").dt.hour())
    own = found.hours.with_columns(expected=expected).filter(pl.col("side") == CURRENT)
    empty = own.filter((pl.col("rows") == 0) & (pl.col("expected") >= EXPECTED) & (pl.col("at") <= newest))
    stretches: list[Window] = []
    for at in empty["at"]:
        if stretches and stretches[-1].end == at:
            stretches[-1] = Window(stretches[-1].start, at + found.width)
        else:
            stretches.append(Window(at, at + found.width))
    return tuple(stretches)
