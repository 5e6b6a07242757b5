"""From what Scope shows to an incident: what it is opened with, and what is pinned."""

from collections.abc import Sequence
from math import isfinite

from tidegauge.filters import TraceFilter
from tidegauge.incidents.opening import LONGEST_TITLE
from tidegauge.incidents.page_state import PageState
from tidegauge.incidents.pins import Pin, PinnedNumber, PinnedPoint, PinnedSample
from tidegauge.incidents.records import Impact, Opening
from tidegauge.reports._records import Measure
from tidegauge.reports._scope.events import called
from tidegauge.reports._scope.records import Change, MetricShown, RowKind, Sample, ScopeReport, ScopeRow
from tidegauge.reports._scope.rows import OTHERS
from tidegauge.reports._scope.where import conditions
from tidegauge.reports._sentences import named
from tidegauge.reports._traces.text import first_line
from tidegauge.review.redaction import redact
from tidegauge.settings_incidents import IncidentsTable

MOST_SAMPLES = 5
"""Samples that are pinned."""
LONGEST_SAMPLE = 160
"""Characters of a sample that are pinned."""
LONGEST_READ = 20_000
"""Characters of a sample that are made unreadable before it is cut: half a card number would not be seen as one."""
CAUSES = frozenset({RowKind.CAUSE, RowKind.NEW, RowKind.GONE})


def opening_of(report: ScopeReport, row: ScopeRow, asked: TraceFilter) -> Opening:
    """Return what an incident of a row of Scope is opened with."""
    fitting = _fitting(row)
    where = _named(row)
    return Opening(
        title=(f"{report.metric.label} in {where}" if where else report.metric.label)[:LONGEST_TITLE],
        segment=tuple((name, value) for name, value in row.where.items()),
        metric=report.metric.name,
        onset=row.onset.at if row.onset else None,
        onset_low=row.onset.low if row.onset else None,
        onset_high=row.onset.high if row.onset else None,
        sentence=report.findings[0].sentence,
        details=report.findings[0].details,
        change=called(fitting) if fitting else None,
        change_kind=fitting.kind if fitting else None,
        page=PageState.of(asked),
        impact=impact_of(report.metric, row),
    )


def impact_of(metric: MetricShown, row: ScopeRow) -> Impact:
    """Return how bad it is in a row."""
    return Impact(
        label=_label(metric),
        unit=metric.searched_unit,
        kind=metric.kind if metric.threshold is None else "rate",
        value=_number(row.current.value),
        low=_number(row.current.low),
        high=_number(row.current.high),
        reference=_number(row.reference.value),
        traffic=_number(row.traffic),
        n=row.n,
        direction=metric.direction,
    )


def pin_of(
    report: ScopeReport, row: ScopeRow, asked: TraceFilter, samples: Sequence[Sample], table: IncidentsTable
) -> Pin:
    """Return a row of Scope as it is pinned: the sentence, the row's and the total's numbers, its course, some calls."""
    fitting, where = _fitting(row), _named(row)
    total = [report.total] if report.total is not None and report.total is not row else []
    return Pin(
        title=f"{report.metric.label}: {where or 'all calls'}",
        sentence=report.findings[0].sentence,
        details=report.findings[0].details,
        page=PageState.of(asked),
        metric=report.metric.name,
        numbers=tuple(_pinned(report.metric, one, asked) for one in (row, *total)),
        unit=report.metric.searched_unit,
        points=tuple(PinnedPoint(one.at, _number(one.value), one.n) for one in row.trend),
        onset=row.onset.at if row.onset else None,
        samples=tuple(_sample(one, table) for one in _distinct(samples)[:MOST_SAMPLES]),
        change=called(fitting) if fitting else None,
        isolated=row.isolated,
        has_cause=row.kind in CAUSES,
    )


def _fitting(row: ScopeRow) -> Change | None:
    return next((one.change for one in row.changes if one.fits), None)


def _named(row: ScopeRow) -> str:
    return named(row.where) if row.where else ""


def _label(metric: MetricShown) -> str:
    return metric.label if metric.threshold is None else f"{metric.label}, above what it was"


def _pinned(metric: MetricShown, row: ScopeRow, asked: TraceFilter) -> PinnedNumber:
    # Of a quantile the share above its old value was searched, and of some rows no chip can say which calls they are.
    again = metric.threshold is None and not row.others and OTHERS not in row.where.values()
    chips = tuple(dict.fromkeys(map(str, (*asked.where, *conditions(row.where))))) if again else ()
    return PinnedNumber(
        label=_named(row) or ("rest of traffic" if row.kind is RowKind.REST else "all calls"),
        unit=metric.searched_unit,
        **_measure(row.current),
        reference=_number(row.reference.value),
        n=row.n,
        metric=metric.name if again and row.kind is not RowKind.REST else None,
        where=chips,
    )


def _measure(one: Measure) -> dict[str, float | None]:
    return {"value": _number(one.value), "low": _number(one.low), "high": _number(one.high)}


def _distinct(samples: Sequence[Sample]) -> list[Sample]:
    """Return one call a trace: its retries say the same."""
    return list({one.trace_id: one for one in reversed(samples)}.values())[::-1]


def _sample(one: Sample, table: IncidentsTable) -> PinnedSample:
    text = one.text if one.text is not None else one.question
    cut = (text or "")[:LONGEST_READ]
    clean = redact(cut, table.redact, table.names)
    error = (
        first_line(redact(one.error[:LONGEST_READ], table.redact, table.names), 120) if one.error else None
    )
    return PinnedSample(one.trace_id, one.at, error, first_line(clean, LONGEST_SAMPLE) or "")


def _number(told: float) -> float | None:
    return told if isfinite(told) else None
