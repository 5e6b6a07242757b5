"""The points of control charts: sums by hour or day of every metric, as subgroups on one grid of time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tidegauge.filters import Window
from tidegauge.formats.times import local
from tidegauge.metrics.metric import Metric
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._control.span import Edges, Span
from tidegauge.reports._control.subgroups import subgroups
from tidegauge.reports._gather import Gathered
from tidegauge.reports._sentences import shown
from tidegauge.reports._sides import Numbers, Sides
from tidegauge.reports._summary import Summary, summarise
from tidegauge.stats.spc._records import Subgroups


@dataclass(frozen=True, eq=False)
class Grid:
    """When the points begin and end (UTC): first those of a baseline that lies apart, then, from place `drawn` on, the others."""

    starts: Edges
    ends: Edges
    drawn: int
    hourly: bool
    zone: str

    def __len__(self) -> int:
        return self.starts.size

    def at(self, window: Window) -> slice:
        """Return the points that lie wholly within a window."""
        first = int(np.searchsorted(self.starts, np.datetime64(window.start, "us")))
        return slice(
            first, max(first, int(np.searchsorted(self.ends, np.datetime64(window.end, "us"), "right")))
        )

    def start(self, place: int) -> datetime:
        """Return when a point begins (UTC)."""
        found: datetime = self.starts[place].item()
        return found

    def end(self, place: int) -> datetime:
        """Return when a point ends (UTC)."""
        found: datetime = self.ends[place].item()
        return found

    @property
    def phase(self) -> NDArray[np.int64]:
        """The day of the week on the viewer's clock, Monday is 0, or the hour of the week in UTC.

        Jobs keep to UTC, and who calls does not live where the viewer does: by a clock that is moved in between, the
        hours of a baseline would be an hour off half a year later.
        """
        zone = "UTC" if self.hourly else self.zone
        here = [local(at, zone) for at in self.starts.tolist()]
        return np.array([one.weekday() * 24 + one.hour if self.hourly else one.weekday() for one in here])

    @property
    def exposure(self) -> Numbers:
        """The length of each point in days or hours: a day of summer time has 23 or 25 hours."""
        whole = np.timedelta64(1 if self.hourly else 24, "h")
        return np.asarray((self.ends - self.starts) / whole)


@dataclass(frozen=True, eq=False)
class Points:
    """One metric on a grid, of the calls with some values of dimensions. `n` counts the rows behind each point: those of
    all `rows` where the metric was recorded.
    """

    metric: Metric
    segment: Mapping[str, str]
    grid: Grid
    groups: Subgroups
    n: Numbers
    rows: Numbers


def grid_of(span: Span) -> Grid:
    """Return the points that a span has."""
    apart = span.edges(span.apart) if span.apart else np.zeros(0, "datetime64[us]")
    drawn = span.edges(span.drawn)
    starts, ends = np.concatenate([apart[:-1], drawn[:-1]]), np.concatenate([apart[1:], drawn[1:]])
    return Grid(starts, ends, max(apart.size - 1, 0), span.hourly, span.zone)


def points(calls: Gathered, span: Span, metrics: Sequence[Metric], by: str | None = None) -> list[Points]:
    """Return the points of each metric, and of each value of `by`: one grouped query, and one a quantile."""
    keys = ("bucket", calls.column(by)) if by else ("bucket",)
    grid = grid_of(span)
    summary = _placed(summarise(calls.bucketed(span.buckets()), metrics, keys), span, grid)
    return [
        _points(one, metric, {by: segment} if by else {}, grid)
        for segment, one in _segments(summary)
        for metric in metrics
    ]


def _points(summary: Summary, metric: Metric, segment: Mapping[str, str], grid: Grid) -> Points:
    sides = Sides(summary)
    places = sides.places["bucket"].to_numpy()
    groups, n = subgroups(sides, metric, places, grid.exposure, grid.phase)
    rows = np.zeros(len(grid))
    rows[places] = sides.n_current
    return Points(metric, segment, grid, groups, n, rows)


def _segments(summary: Summary) -> Iterator[tuple[str, Summary]]:
    if len(summary.keys) == 1:
        yield "", summary
        return
    name = summary.keys[1]
    for value in (
        summary.totals.group_by(name, maintain_order=True)
        .agg(pl.col("rows").sum())
        .sort("rows", name, descending=[True, False])[name]
    ):
        own = pl.col(name).eq_missing(pl.lit(value, dtype=pl.String))
        frames = {metric: frame.filter(own).drop(name) for metric, frame in summary.others.items()}
        totals = summary.totals.filter(own).drop(name)
        yield shown(value), replace(summary, keys=("bucket",), totals=totals, others=frames)


def _placed(summary: Summary, span: Span, grid: Grid) -> Summary:
    """Return the sums by place on the grid instead of by bucket, all on one side."""
    others = {name: _on_grid(frame, span, grid) for name, frame in summary.others.items()}
    return replace(summary, totals=_on_grid(summary.totals, span, grid), others=others)


def _on_grid(frame: pl.DataFrame, span: Span, grid: Grid) -> pl.DataFrame:
    width = np.timedelta64(span.buckets().width, "us")
    sides = {CURRENT: (span.drawn, grid.drawn, len(grid)), REFERENCE: (span.apart, 0, grid.drawn)}
    found = []
    for side, (window, first, last) in sides.items():
        own = frame.filter(pl.col("side") == side)
        if window is None or own.is_empty():
            continue
        at = np.datetime64(window.start, "us") + width * own["bucket"].to_numpy()
        place = first + np.searchsorted(grid.starts[first:last], at, "right") - 1
        found.append(own.with_columns(bucket=pl.Series(place), side=pl.lit(CURRENT)))
    return _added(pl.concat(found)) if found else frame


def _added(frame: pl.DataFrame) -> pl.DataFrame:
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    kept = ["side", "bucket", *texts, *(["bin"] if "bin" in frame.columns else [])]
    ends: list[Any] = [pl.col("low").min(), pl.col("high").max()] if "low" in frame.columns else []
    sums = pl.exclude("low", "high", *kept).sum()
    return frame.group_by(kept, maintain_order=True).agg(sums, *ends)
