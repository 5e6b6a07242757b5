"""Since when: the first time bucket after the step of a metric, where there is one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from tidegauge.filters import TraceFilter, Window
from tidegauge.metrics.metric import Metric
from tidegauge.metrics.parts import SumParts
from tidegauge.queries.sides import CURRENT, REFERENCE, Buckets
from tidegauge.reports._gather import Gathered
from tidegauge.reports._sides import Numbers, Sides
from tidegauge.reports._summary import summarise
from tidegauge.stats import onset as steps

BUCKETS = 168
"""A week in hours: as finely as a window is looked at,"""
FINEST = timedelta(minutes=20)
"""and no finer than this."""


@dataclass(frozen=True)
class Onset:
    """When a change began (UTC), the span of time in which it did, and which way it went."""

    at: datetime
    low: datetime
    high: datetime
    rising: bool


def onset(calls: Gathered, metric: Metric, *, rising: bool | None) -> datetime | None:
    """Return when a rate or mean stepped that way within the current window (UTC); None if it did not, or before it."""
    found = onsets(calls, [metric]).get(metric.name)
    return found.at if found and found.rising == rising else None


def onsets(calls: Gathered, metrics: Sequence[Metric]) -> dict[str, Onset]:
    """Return {metric: onset} of those rates and means that stepped within the current window; one query for all.

    Where the reference is the time just before, both windows are one series: a step at their border is seen, and one
    that lies before it is not taken for a later one.
    """
    return _found(calls, metrics, None, ()).get("", {})


def onsets_within(
    calls: Gathered, metrics: Sequence[Metric], by: str, values: Iterable[str]
) -> dict[str, dict[str, Onset]]:
    """Return the same for each of some values of a dimension; one query for all."""
    return _found(calls, metrics, calls.column(by), values)


def _found(
    calls: Gathered, metrics: Sequence[Metric], key: str | None, values: Iterable[str]
) -> dict[str, dict[str, Onset]]:
    asked = [metric for metric in metrics if _steps(calls, metric)]
    window, reference = calls.asked.current.window, calls.asked.reference
    # Two versions side by side: what began then began for one of them alone.
    if not asked or (reference is not None and reference.window == window):
        return {}
    width = max(window.length / BUCKETS, FINEST)
    own = calls.bucketed(Buckets(width))
    if key is None:
        return {"": _in_each(Sides(summarise(own, asked, ("bucket",))), asked, calls.asked, width)}
    every = summarise(own, asked, ("bucket", key))
    return {value: _in_each(Sides(every.within(key, value)), asked, calls.asked, width) for value in values}


def _in_each(
    series: Sides, metrics: Sequence[Metric], asked: TraceFilter, width: timedelta
) -> dict[str, Onset]:
    window, reference = asked.current.window, asked.reference
    # How many buckets the reference has where it is the time just before; None where it is not.
    joined = reference is not None and reference.window.end == window.start
    earlier = round(reference.window.length / width) if reference is not None and joined else None
    found = {metric.name: _onset(series, metric, window, width, earlier) for metric in metrics}
    return {name: one for name, one in found.items() if one is not None}


def _steps(calls: Gathered, metric: Metric) -> bool:
    part = calls.parts[metric.name]
    return isinstance(part, SumParts) and not part.root and not metric.per and metric.kind in {"rate", "mean"}


def _onset(
    series: Sides, metric: Metric, window: Window, width: timedelta, earlier: int | None
) -> Onset | None:
    now, before = (Course(*_series(series, metric, side)) for side in (CURRENT, REFERENCE))
    return onset_in(now, before, window, width, earlier, is_rate=metric.kind == "rate")


@dataclass(frozen=True, eq=False)
class Course:
    """A metric by time bucket of one window, in order: bucket numbers, and [n, sum, sum of squares] of each."""

    numbers: Numbers
    sums: list[Numbers]


def onset_in(
    now: Course, before: Course, window: Window, width: timedelta, earlier: int | None, *, is_rate: bool
) -> Onset | None:
    """Return when a course stepped within the window, or None. `earlier` counts the buckets of a reference just before it."""
    numbers, (n, s, ss) = now.numbers, now.sums
    if earlier is not None:
        # Buckets are counted from the start of each window.
        numbers = np.concatenate([before.numbers - earlier, numbers])
        n, s, ss = (np.concatenate(pair) for pair in zip(before.sums, (n, s, ss), strict=True))
    found = steps.of_proportion(s, n) if is_rate else steps.of_mean(n, s, ss)
    if found is None or numbers[found.index] < 0:
        return None
    level, then = (
        s[part].sum() / n[part].sum() for part in (slice(None, found.index), slice(found.index, None))
    )
    # A window whose first part is no more like the reference than its last had changed before it began.
    if earlier is None and not _nearer(level, then, _mean(before)):
        return None
    at, low, high = (
        (window.start + width * int(numbers[place])).replace(second=0, microsecond=0)
        for place in (found.index, found.low, found.high)
    )
    return Onset(at, low, high, rising=bool(then > level))


def _nearer(before: float, after: float, usual: float) -> bool:
    return np.isnan(usual) or abs(before - usual) < abs(after - usual)


def _mean(before: Course) -> float:
    n, s, _ = before.sums
    return float(s.sum() / n.sum()) if n.size else float("nan")


def _series(series: Sides, metric: Metric, side: int) -> tuple[Numbers, list[Numbers]]:
    """Return the bucket numbers in order, and n, sum and sum of squares of each; a rate is its own square."""
    order = np.argsort(series.places["bucket"].to_numpy())
    sums = [one[order] for one in series.moments(metric.name, side)]
    # A bucket with an infinity in it has no sum.
    kept = (sums[0] > 0) & np.isfinite(sums[1]) & np.isfinite(sums[2])
    return series.places["bucket"].to_numpy()[order][kept].astype(np.float64), [one[kept] for one in sums]
