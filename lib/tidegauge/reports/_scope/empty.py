"""What to say where a window has no calls, or no attribute divides them."""

from dataclasses import replace

from tidegauge.filters import TraceFilter
from tidegauge.findings import Finding, Verdict
from tidegauge.metrics.metric import Metric
from tidegauge.reports._no_match import no_match, rows_now
from tidegauge.reports._scope.records import MetricShown, ScopeReport
from tidegauge.reports._windows import windows
from tidegauge.reports.source import Source


def nothing_to_compare(source: Source, asked: TraceFilter, metric: Metric) -> ScopeReport:
    """Return the report without rows."""
    now = rows_now(source, asked, asked.where)
    shown = MetricShown(metric.name, metric.label, metric.unit, metric.direction, metric.kind, metric.unit)
    return ScopeReport(
        windows=windows(source, asked, now, 0),
        metric=shown,
        dimensions=(),
        findings=(_finding(source, asked, metric) if now else no_match(source, asked),),
        outcome="not enough data",
        comparison=None,
        causes=(),
        rest=None,
        total=None,
        alternatives=(),
        searched=0,
        bar=0.0,
    )


def _finding(source: Source, asked: TraceFilter, metric: Metric) -> Finding:
    other = asked.reference
    before = None if other is None else replace(asked, current=other, reference=None)
    if before is None or not rows_now(source, before, before.where):
        sentence = f"There is nothing to compare with: no calls in {asked.comparison}."
        return Finding(
            Verdict.CANNOT_TELL, "empty", sentence, ("choose another comparison",), metric=metric.name
        )
    return Finding(
        Verdict.CANNOT_TELL,
        "empty",
        "No attribute has two values among these calls: there are no segments to look at.",
        ("choose dimensions",),
        metric=metric.name,
    )
