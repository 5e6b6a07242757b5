"""Drift against yesterday and last week together: what both say, hour by hour and segment by segment."""

from collections.abc import Sequence
from math import isnan
from statistics import median

from tidegauge.comparisons import day_and_week
from tidegauge.filters import TraceFilter
from tidegauge.metrics.metric import Metric
from tidegauge.reports._drift.both import ENOUGH, Both, row
from tidegauge.reports._drift.columns import columns
from tidegauge.reports._drift.headline import metric_of
from tidegauge.reports._drift.look import subjects_in
from tidegauge.reports._drift.records import DriftReport
from tidegauge.reports._drift.report import empty, report_of
from tidegauge.reports._drift.ruled import ruled
from tidegauge.reports._drift.sample import take_sample
from tidegauge.reports._drift.strata import strata, within
from tidegauge.reports._drift.subjects import Subject, columns_compared
from tidegauge.reports.source import Source
from tidegauge.stats.materiality import judge


def drift_together(
    source: Source,
    asked: TraceFilter,
    metrics: Sequence[Metric],
    dimensions: Sequence[str] = (),
    *,
    own: Sequence[str] = (),
    currency: str = "USD",
) -> DriftReport:
    """Return every rate and mean that changed against the same hours of yesterday and of last week alike.

    Strata are hours and segments (Mantel and Haenszel), so that neither the time of day nor another mix of traffic
    looks like a change; the reference of `asked` is not looked at. Arguments as in `drift`.

    Raises:
        FilterError: the window is longer than a day.
    """
    day, week = day_and_week(asked)
    with columns(source, day, columns_compared(source.store.catalog())) as calls:
        sample = take_sample(calls)
        subjects = subjects_in(calls, sample, source, metrics, own) if sample.n_reference else ()
    if not sample.n_current or not sample.n_reference:
        return empty(source, day, sample.n_current)
    by, found = _compared(source, (day, week), subjects, strata(sample, dimensions))
    judged = judge([one.test for one in found])
    rows = [
        row(one, verdict, " and ".join(by) or "hours", one.day.rows / sample.n_current, currency)
        for one, verdict in zip(found, judged, strict=True)
        if not isnan(one.day.now) and not one.is_constant
    ]
    told = ruled(source, week, rows, metrics)
    return report_of(source, day, (sample.n_reference, sample.n_current), told, currency)


def _compared(
    source: Source, asked: tuple[TraceFilter, TraceFilter], subjects: Sequence[Subject], by: tuple[str, ...]
) -> tuple[tuple[str, ...], list[Both]]:
    """Return the finest strata that hold most of the traffic on both days, and every metric within them."""
    found = _both(source, asked, subjects, by)
    while by and median(min(one.day.found.compared, one.week.found.compared) for one in found) < ENOUGH:
        by = by[:-1]
        found = _both(source, asked, subjects, by)
    return by, found


def _both(
    source: Source, asked: tuple[TraceFilter, TraceFilter], subjects: Sequence[Subject], by: Sequence[str]
) -> list[Both]:
    named = {metric.name: (one, metric) for one in subjects if (metric := metric_of(one)) is not None}
    metrics = [metric for _, metric in named.values()]
    day, week = (within(source, one, metrics, by) for one in asked)
    return [Both(*named[name], day[name], week[name]) for name in named if name in day and name in week]
