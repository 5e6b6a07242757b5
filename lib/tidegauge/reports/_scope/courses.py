"""What each cause's calls did over time: sums by time bucket in both windows, one statement for all causes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tidegauge.filters import Window
from tidegauge.metrics.metric import Metric
from tidegauge.queries.scope_marks import REST, Marked, courses, marked
from tidegauge.queries.sides import CURRENT, REFERENCE, Buckets
from tidegauge.reports._gather import Gathered
from tidegauge.reports._onset import BUCKETS, FINEST
from tidegauge.reports._scope.kinds import Columns, columns_of, kind_of, own_part
from tidegauge.reports._sides import Numbers
from tidegauge.stats.scoping.leaves import Kind

TOTAL = -1
"""The number of the course of all calls."""
_LEAST = timedelta(minutes=1)


@dataclass(frozen=True, eq=False)
class Course:
    """The sums of one side by time bucket, in order: bucket numbers, n (or the ratio's denominator), sum, sum of squares."""

    bucket: NDArray[np.int64]
    n: Numbers
    s: Numbers
    ss: Numbers


@dataclass(frozen=True, eq=False)
class Courses:
    """{cause: {side: its course}}; REST is what is in no cause, TOTAL everything. Buckets are `width` long."""

    kind: Kind
    width: timedelta
    by_cause: Mapping[int, Mapping[int, Course]]


def width_of(window: Window) -> timedelta:
    """Return how finely a window is looked at: a week in hours.

    >>> from datetime import datetime
    >>> width_of(Window(datetime(2026, 11, 14), datetime(2026, 11, 21)))
    datetime.timedelta(seconds=3600)
    """
    least = max(min(FINEST, window.length / 12), _LEAST)
    return timedelta(seconds=round(max(window.length / BUCKETS, least).total_seconds()))


def read_courses(
    calls: Gathered,
    metric: Metric,
    causes: Sequence[Marked],
    width: timedelta | None = None,
    *,
    named: int | None = None,
) -> Courses:
    """Return the courses of the causes, of the rest and of all calls, in buckets of whole seconds.

    Of the causes the first `named` are what the rest leaves out, by default all.
    """
    width = width or width_of(calls.asked.current.window)
    keys = sorted({name for one in causes for name in one.values})
    rows = marked(calls.bucketed(Buckets(width)).calls([metric], keys), causes)
    part = own_part(calls, metric)
    frame = calls.read(courses(rows, calls.prefix(metric), part))
    numeric = [one.name for one in frame if one.null_count() and one.dtype.is_numeric()]
    frame = frame.with_columns(frame[name].fill_null(0) for name in numeric)
    kind = kind_of(metric, part)
    columns = columns_of(kind, part, calls.prefix(metric), frame)
    last = len(causes) if named is None else named
    kept = {number: pl.col("cause") == number for number in range(1, len(causes) + 1)}
    kept |= {REST: (pl.col("cause") == REST) | (pl.col("cause") > last), TOTAL: pl.lit(value=True)}
    found = {number: _sides(frame.filter(own), columns) for number, own in kept.items()}
    return Courses(kind, width, found)


def _sides(own: pl.DataFrame, columns: Columns) -> dict[int, Course]:
    return {side: _course(own.filter(pl.col("side") == side), columns) for side in (REFERENCE, CURRENT)}


def _course(frame: pl.DataFrame, columns: Columns) -> Course:
    names = {"n": columns.w, "s": columns.y, "ss": columns.q or columns.y}
    sums = [pl.col(column).cast(pl.Float64).sum().alias(name) for name, column in names.items()]
    found = frame.group_by("bucket").agg(sums).sort("bucket")
    n, s, ss = (found[name].to_numpy() for name in names)
    return Course(found["bucket"].to_numpy().astype(np.int64), n, s, ss)
