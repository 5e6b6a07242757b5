"""Drift against yesterday and last week together: what both say, hour by hour and segment by segment."""

from collections import Counter
from collections.abc import Sequence

from tidegauge.comparisons import day_and_week
from tidegauge.filters import TraceFilter
from tidegauge.metrics.metric import Metric
from tidegauge.reports._drift_both import Both, row
from tidegauge.reports._drift_columns import columns
from tidegauge.reports._drift_findings import findings_of, nothing_to_compare
from tidegauge.reports._drift_headline import metric_of
from tidegauge.reports._drift_look import subjects_in
from tidegauge.reports._drift_order import importance
from tidegauge.reports._drift_records import DriftReport
from tidegauge.reports._drift_ruled import ruled
from tidegauge.reports._drift_sample import take_sample
from tidegauge.reports._drift_strata import strata, within
from tidegauge.reports._drift_subjects import Subject, columns_compared
from tidegauge.reports._no_match import no_match
from tidegauge.reports._windows import windows
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
        said = no_match(source, asked) if not sample.n_current else nothing_to_compare()
        return DriftReport(windows(source, day, sample.n_current, 0), (said,), (), {})
    by = strata(sample, dimensions)
    found = _both(source, (day, week), subjects, by)
    judged = judge([one.test for one in found])
    rows = [
        row(one, verdict, " and ".join(by) or "hours", verdict.tested.n_current / sample.n_current, currency)
        for one, verdict in zip(found, judged, strict=True)
        if verdict.tested.n_current
    ]
    ordered = sorted(ruled(source, week, rows, metrics), key=importance)
    return DriftReport(
        windows=windows(source, day, sample.n_current, sample.n_reference),
        findings=findings_of(ordered, asked),
        rows=tuple(ordered),
        counts=Counter(one.verdict.value for one in ordered),
    )


def _both(
    source: Source, asked: tuple[TraceFilter, TraceFilter], subjects: Sequence[Subject], by: Sequence[str]
) -> list[Both]:
    named = {metric.name: (one, metric) for one in subjects if (metric := metric_of(one)) is not None}
    metrics = [metric for _, metric in named.values()]
    day, week = (within(source, one, metrics, by) for one in asked)
    return [Both(*named[name], day[name], week[name]) for name in named if name in day and name in week]
