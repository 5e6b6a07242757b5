"""What needs attention first: the largest material changes in words, then the numbers and their trends."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.findings import Finding, Verdict
from tidegauge.metrics.metric import Metric
from tidegauge.queries.changes import changes_in
from tidegauge.reports._attention import attention
from tidegauge.reports._compare import compared, comparisons
from tidegauge.reports._gather import held
from tidegauge.reports._no_match import no_match
from tidegauge.reports._records import ChangeMark, Comparison, Trend, Windows
from tidegauge.reports._rulers import Ruler, changed_rulers
from tidegauge.reports._series import buckets_for, marks, trends
from tidegauge.reports._sides import Sides
from tidegauge.reports._summary import summarise
from tidegauge.reports._windows import windows_of
from tidegauge.reports.source import Source


@dataclass(frozen=True)
class OverviewReport:
    """The page that a day starts with. `kpis` follow the order of the metrics asked for; `trends` have the watched too.

    `looked_at` counts every comparison made, `not_material` and `cannot_tell` those without a finding.
    """

    windows: Windows
    headline: str
    looked_at: int
    not_material: int
    cannot_tell: int
    findings: tuple[Finding, ...]
    kpis: tuple[Comparison, ...]
    trends: tuple[Trend, ...]
    changes: tuple[ChangeMark, ...]


def overview(
    source: Source,
    asked: TraceFilter,
    metrics: Sequence[Metric],
    dimensions: Sequence[str],
    watched: Sequence[Metric] = (),
    *,
    currency: str = "USD",
) -> OverviewReport:
    """Return the overview of `metrics`; `dimensions` are searched for the segments that changes sit in.

    `watched` metrics are looked at as well: they have no key number, only a finding if they changed.
    """
    buckets = buckets_for(asked.current.window)
    every = (*metrics, *watched)
    with held(source, asked, every, dimensions) as calls:
        series = Sides(summarise(calls.bucketed(buckets), every, ("bucket",)))
        total = Sides(series.summary.by())
        rulers = changed_rulers(source, asked, every)
        found = _kpis(total, asked, every, rulers)
        seen = attention(calls, asked, found, rulers, currency)
    recorded = marks(source.store.read(changes_in(source.store.catalog(), asked.current.window)))
    findings = seen.findings if total.n_current.sum() else (no_match(source, asked),)
    return OverviewReport(
        windows=windows_of(source, asked, total),
        headline=_headline(findings, asked, total),
        looked_at=seen.looked_at,
        not_material=seen.not_material,
        cannot_tell=seen.cannot_tell,
        findings=findings,
        kpis=found[: len(metrics)],
        trends=trends(series, asked, every, buckets, recorded, found),
        changes=recorded,
    )


def _kpis(
    total: Sides, asked: TraceFilter, metrics: Sequence[Metric], rulers: dict[str, Ruler]
) -> tuple[Comparison, ...]:
    every = compared(total, metrics, with_reference=asked.reference is not None)
    return comparisons(every, total, not_comparable=rulers)[0]


_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def _headline(findings: Sequence[Finding], asked: TraceFilter, sides: Sides) -> str:
    if not sides.n_current.sum():
        return findings[0].sentence
    if asked.reference is None:
        return "Nothing to compare with: choose a comparison to see what changed."
    if not sides.n_reference.sum():
        return f"Nothing to compare with: there is nothing in {asked.comparison}."
    changed = sum(one.verdict is Verdict.CHANGED for one in findings)
    ruled = sum(one.verdict is Verdict.NOT_COMPARABLE for one in findings)
    if not findings or (not changed and not ruled):
        return "Nothing material changed."
    words = [f"{_count(changed)} {'thing' if changed == 1 else 'things'} changed"] if changed else []
    words += [f"{_count(ruled).lower() if words else _count(ruled)} cannot be compared"] if ruled else []
    return " and ".join(words) + "."


def _count(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


MOST_CHARTS = 4
"""More charts than this on the first page are scenery."""


@dataclass(frozen=True)
class ShownTrend:
    """A trend worth a chart, with its heading."""

    label: str
    sub: str
    trend: Trend


def trends_shown(report: OverviewReport) -> tuple[ShownTrend, ...]:
    """Return the trends to draw: those of the findings first, then the others in their order."""
    named = [one.metric for one in report.findings if one.metric]
    order = {metric: place for place, metric in enumerate(dict.fromkeys(named))}
    drawn = [one for one in report.trends if len(one.current) > 1]
    # Calls and spend say how much; what changed and how good it was comes first.
    ordered = sorted(drawn, key=lambda one: (order.get(one.metric, len(order)), one.unit == "count"))
    against = f"; dashed = {report.windows.comparison}" if report.windows.reference else ""
    return tuple(
        ShownTrend(one.label, f"{_UNITS.get(one.unit, '')}{one.grain}{against if not place else ''}", one)
        for place, one in enumerate(ordered[:MOST_CHARTS])
    )


_UNITS = {"share": "% of calls, ", "ms": "time, ", "usd": "money, ", "tokens": "tokens, "}


def table(report: OverviewReport) -> pl.DataFrame:
    """Return the metrics as a frame, a row each."""
    return pl.DataFrame(
        [
            {
                "metric": one.metric,
                "value": one.current.value,
                "low": one.current.low,
                "high": one.current.high,
                "n": one.current.n,
                "coverage": one.coverage,
                "reference": one.reference.value if one.reference else None,
                "difference": one.difference.value if one.difference else None,
                "difference_low": one.difference.low if one.difference else None,
                "difference_high": one.difference.high if one.difference else None,
                "unit": one.difference.unit if one.difference else one.unit,
                "verdict": one.verdict.value,
            }
            for one in report.kpis
        ],
        infer_schema_length=None,
    )
