"""A metric day by day on both sides, and each of the last days against what is usual for its weekday."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from tidegauge.filters import Population, TraceFilter
from tidegauge.metrics.metric import Metric
from tidegauge.queries.sides import CURRENT, REFERENCE, Buckets
from tidegauge.reports._families import family
from tidegauge.reports._gather import gather
from tidegauge.reports._records import Point
from tidegauge.reports._sides import Sides
from tidegauge.reports._summary import summarise
from tidegauge.reports.source import Source
from tidegauge.stats.estimate import Floats

DAY = timedelta(days=1)
FEWEST = 3
"""Days of a reference that says what is usual."""


@dataclass(frozen=True, eq=False)
class Days:
    """The mean of the reference's days, and the last days as differences from the same weekday of the reference."""

    usual: float
    differences: Floats


Sided = tuple[tuple[Point, ...], tuple[Point, ...]]
"""The points of the reference, then the current ones."""


def days_of(source: Source, asked: TraceFilter, metrics: Sequence[Metric]) -> dict[str, Sided]:
    """Return the whole days of each metric on both sides."""
    if asked.reference is None or not metrics:
        return {}
    calls = gather(source, asked, metrics, ()).bucketed(Buckets(DAY))
    series = Sides(summarise(calls, metrics, ("bucket",)))
    return {
        one.name: (_days(series, asked.reference, one, REFERENCE), _days(series, asked.current, one, CURRENT))
        for one in metrics
    }


def last_days(before: Sequence[Point], now: Sequence[Point], most: int) -> Days | None:
    """Return the last `most` days; None where the reference has fewer than three, or nothing is recorded.

    A weekday that the reference lacks is compared with the mean of its days.
    """
    known = [point for point in before if not np.isnan(point.value)]
    if len(known) < FEWEST or not now:
        return None
    usual = float(np.mean([point.value for point in known]))
    weekdays = {
        weekday: [point.value for point in known if point.at.weekday() == weekday] for weekday in range(7)
    }
    expected = {weekday: float(np.mean(values)) if values else usual for weekday, values in weekdays.items()}
    last = now[-1].at
    by_day = {(last - point.at) // DAY: point for point in now}
    found = [by_day.get(back) for back in reversed(range(most))]
    return Days(usual, np.array([one.value - expected[one.at.weekday()] if one else np.nan for one in found]))


def _days(series: Sides, side: Population, metric: Metric, number: int) -> tuple[Point, ...]:
    sums, part = series.sums(metric.name, number), series.summary.parts[metric.name]
    buckets = series.places["bucket"].to_numpy()
    estimate = family(metric, part).estimate(part, sums, series.size)
    whole = int(side.window.length / DAY)
    places = [place for place in np.argsort(buckets) if 0 <= buckets[place] < whole]
    return tuple(
        Point(
            side.window.start + DAY * int(buckets[place]),
            float(estimate.value[place]),
            int(estimate.n[place]),
        )
        for place in places
        if estimate.n[place] > 0
    )
