"""Metrics over time: the buckets of a summary as points, the reference laid on the current window's times."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from tidegauge.filters import TraceFilter, Window
from tidegauge.metrics.metric import Metric
from tidegauge.queries.sides import CURRENT, REFERENCE, Buckets
from tidegauge.reports._families import family
from tidegauge.reports._records import ChangeMark, Comparison, Point, Trend
from tidegauge.reports._sides import Sides

POINTS = 62
"""More points than this are noise at the width of a chart."""

_WIDTHS = {
    timedelta(minutes=1): "1-minute points",
    timedelta(minutes=5): "5-minute points",
    timedelta(minutes=15): "15-minute points",
    timedelta(hours=1): "hourly points",
    timedelta(hours=4): "4-hour points",
    timedelta(hours=12): "12-hour points",
    timedelta(days=1): "daily points",
    timedelta(days=7): "weekly points",
    timedelta(days=28): "4-week points",
    timedelta(days=364): "yearly points",
}


def buckets_for(window: Window) -> Buckets:
    """Return the narrowest buckets that keep a window under 62 points.

    >>> buckets_for(Window(datetime(2026, 11, 14), datetime(2026, 11, 21))).width
    datetime.timedelta(seconds=14400)
    """
    return Buckets(next((width for width in _WIDTHS if window.length / width <= POINTS), list(_WIDTHS)[-1]))


def points_of(buckets: Buckets) -> str:
    """Return what one point of these buckets is called.

    >>> points_of(Buckets(timedelta(days=1)))
    'daily points'
    """
    return _WIDTHS[buckets.width]


def grain(width: timedelta) -> str:
    """Return what a point of that width is called.

    >>> grain(timedelta(days=1))
    'daily points'
    """
    return _WIDTHS[width]


def trends(
    series: Sides,
    asked: TraceFilter,
    metrics: Sequence[Metric],
    buckets: Buckets,
    changes: Sequence[ChangeMark],
    kpis: Sequence[Comparison],
    newest: datetime | None,
) -> tuple[Trend, ...]:
    """Return the trend of each metric over sides whose only key is `bucket`, coloured by what its total did.

    A bucket of the current window that goes on after the store's `newest` row is left out.
    """
    window = asked.current.window
    whole, last = _last(window, buckets, window.end), _last(window, buckets, newest or window.end)
    return tuple(
        Trend(
            metric.name,
            metric.label,
            metric.unit,
            _WIDTHS[buckets.width],
            _points(series, asked, metric, CURRENT, buckets, last),
            _points(series, asked, metric, REFERENCE, buckets, whole) if asked.reference else (),
            tuple(changes),
            kpi.verdict,
            kpi.direction,
        )
        for metric, kpi in zip(metrics, kpis, strict=True)
    )


def _last(window: Window, buckets: Buckets, newest: datetime) -> int:
    """Return the last bucket that is whole, but for a tenth: totals would seem to collapse in one that is cut short."""
    known = newest + buckets.width / 10 - window.start
    return max(int(min(window.length, known) / buckets.width) - 1, 0)


def _points(
    series: Sides, asked: TraceFilter, metric: Metric, side: int, buckets: Buckets, last: int
) -> tuple[Point, ...]:
    sums, part = series.sums(metric.name, side), series.summary.parts[metric.name]
    numbers = series.places["bucket"].to_numpy()
    there = np.unique(sums["place"])
    ordered = there[np.argsort(numbers[there])]
    drawn = ordered[(numbers[ordered] >= 0) & (numbers[ordered] <= last)]
    found = family(metric, part).estimate(part, sums, series.size)
    columns = (one[drawn].tolist() for one in (found.value, found.n, found.low, found.high))
    start = asked.current.window.start
    return tuple(
        Point(start + buckets.width * number, value, int(n), low, high)
        for number, value, n, low, high in zip(numbers[drawn].tolist(), *columns, strict=True)
    )


def marks(frame: pl.DataFrame) -> tuple[ChangeMark, ...]:
    """Return recorded changes, oldest first, in a few words each."""
    return tuple(_mark(**row) for row in reversed(frame.to_dicts()))


def _mark(
    at: datetime,
    kind: str,
    component: str | None,
    from_version: str | None,
    to_version: str | None,
    scope: str | None,
    note: str | None,
    **_: object,
) -> ChangeMark:
    what = " ".join(filter(None, (component or kind, to_version)))
    before = f" (was {from_version})" if from_version else ""
    return ChangeMark(
        at, kind, "".join((what, before, f", {scope}" if scope else "", f": {note}" if note else ""))
    )
