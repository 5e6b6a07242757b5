"""Rates and means within the hours of a day and the segments of traffic, and what traffic alone did to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from tidegauge.filters import TraceFilter
from tidegauge.metrics.metric import Metric
from tidegauge.metrics.parts import SumParts
from tidegauge.queries.sides import CURRENT, REFERENCE, Buckets
from tidegauge.reports._drift.sample import Sample
from tidegauge.reports._gather import gather
from tidegauge.reports._sides import Sides
from tidegauge.reports._summary import summarise
from tidegauge.reports.source import Source
from tidegauge.stats import stratified
from tidegauge.stats.decomposition import Decomposition, Errors, kitagawa, standard_errors
from tidegauge.stats.stratified import Stratified

HOUR = Buckets(timedelta(hours=1))
MOST_VALUES = 12
MOST = 2
"""Dimensions that traffic is divided by beside the hour: with more, most strata would be empty on one side."""
_FIRST = ("feature", "geo", "device")


@dataclass(frozen=True, eq=False)
class Within:
    """One metric against one reference: its change within strata, and how the total's change divides.

    `rows` are the current rows that record it.
    """

    before: float
    now: float
    rows: float
    found: Stratified
    parts: Decomposition
    errors: Errors


def strata(sample: Sample, dimensions: Sequence[str]) -> tuple[str, ...]:
    """Return the dimensions by which traffic is held still: those that say most of who asks what."""
    few = [
        name
        for name in dict.fromkeys((*_FIRST, *dimensions))
        if name in sample.columns and 2 <= sample.columns[name].drop_nulls().n_unique() <= MOST_VALUES
    ]
    return tuple(few[:MOST])


def within(
    source: Source, asked: TraceFilter, metrics: Sequence[Metric], by: Sequence[str]
) -> dict[str, Within]:
    """Return {metric: its change} of rates and means, hour by hour and segment by segment; one query."""
    calls = gather(source, asked, metrics, by)
    plain = [one for one in metrics if isinstance(calls.parts[one.name], SumParts)]
    keys = ("bucket", *(calls.column(name) for name in by))
    sides = Sides(summarise(calls.bucketed(HOUR), plain, keys))
    return {one.name: _within(sides, one) for one in plain}


def _within(sides: Sides, metric: Metric) -> Within:
    before, now = (sides.moments(metric.name, side) for side in (REFERENCE, CURRENT))
    return Within(
        before=_rate(before[1].sum(), before[0].sum()),
        now=_rate(now[1].sum(), now[0].sum()),
        rows=float(now[0].sum()),
        found=stratified.difference(before, now),
        parts=kitagawa(before[1], before[0], now[1], now[0]),
        errors=standard_errors(*before, *now),
    )


def _rate(total: float, n: float) -> float:
    return float(total / n) if n else float("nan")
