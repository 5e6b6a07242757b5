"""What needs attention first: the largest material changes in words, then the numbers and their trends."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.findings import Finding, Verdict
from tidegauge.metrics.metric import Metric
from tidegauge.reports._attention import attention
from tidegauge.reports._gather import held
from tidegauge.reports._missing import missing_findings
from tidegauge.reports._no_match import no_match
from tidegauge.reports._numbers import Numbers, numbers
from tidegauge.reports._records import ChangeMark, Comparison, Trend, Windows
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
    _known: Numbers | None = None,
) -> OverviewReport:
    """Return the overview of `metrics`; `dimensions` are searched for the segments that changes sit in.

    `watched` metrics are looked at as well: they have no key number, only a finding if they changed. A page that
    has drawn the numbers of both already gives them as `_known`.
    """
    every = (*metrics, *watched)
    known = _known or numbers(source, asked, every, dimensions)
    with held(source, asked, every, dimensions) as calls:
        seen = attention(calls, asked, known.comparisons, known.rulers, currency)
    found = seen.findings if known.windows.n_current else (no_match(source, asked),)
    findings = (*missing_findings(source), *found)
    return OverviewReport(
        windows=known.windows,
        headline=_headline(found, asked, known.windows, seen.untold, len(every)),
        looked_at=seen.looked_at,
        not_material=seen.not_material,
        cannot_tell=seen.cannot_tell,
        findings=findings,
        kpis=known.comparisons[: len(metrics)],
        trends=known.trends,
        changes=known.changes,
    )


_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def _headline(
    findings: Sequence[Finding], asked: TraceFilter, windows: Windows, untold: int, metrics: int
) -> str:
    if not windows.n_current:
        return findings[0].sentence
    if asked.reference is None:
        return "Nothing to compare with: choose a comparison to see what changed."
    if not windows.n_reference:
        return f"Nothing to compare with: there is nothing in {asked.comparison}."
    changed = sum(one.verdict is Verdict.CHANGED for one in findings)
    ruled = sum(one.verdict is Verdict.NOT_COMPARABLE for one in findings)
    if not findings or (not changed and not ruled):
        if untold == metrics:
            return "Too little data to tell whether anything changed."
        rest = f" Of {untold} of {metrics} metrics there is too little data to tell." if untold else ""
        return f"Nothing material changed.{rest}"
    words = [f"{_count(changed)} {'thing' if changed == 1 else 'things'} changed"] if changed else []
    words += [f"{_count(ruled).lower() if words else _count(ruled)} cannot be compared"] if ruled else []
    return " and ".join(words) + "."


def _count(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


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
