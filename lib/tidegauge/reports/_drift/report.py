"""The report of a drift table: its rows in order with their findings, or why there are none."""

from collections import Counter
from collections.abc import Sequence

from tidegauge.filters import TraceFilter
from tidegauge.findings import Finding
from tidegauge.reports._drift.findings import findings_of, nothing_to_compare
from tidegauge.reports._drift.order import importance
from tidegauge.reports._drift.records import DriftReport, DriftRow
from tidegauge.reports._no_match import no_match, rows_now
from tidegauge.reports._windows import windows
from tidegauge.reports.source import Source


def report_of(
    source: Source,
    asked: TraceFilter,
    n: tuple[int, int],
    rows: Sequence[DriftRow],
    currency: str,
    first: Finding | None = None,
) -> DriftReport:
    """Return the report of these rows; `n` are the rows of both windows, reference first, `first` what is said first."""
    ordered = sorted(rows, key=importance)
    return DriftReport(
        windows=windows(source, asked, n[1], n[0]),
        findings=(*([first] if first else []), *findings_of(ordered, asked, currency)),
        rows=tuple(ordered),
        counts=Counter(one.verdict.value for one in ordered),
    )


def uncompared(source: Source, asked: TraceFilter) -> DriftReport:
    """Return the report of a filter that has no comparison."""
    return empty(source, asked, rows_now(source, asked, asked.where))


def empty(source: Source, asked: TraceFilter, n: int) -> DriftReport:
    """Return the report of a filter with nothing to compare; `n` are its current rows."""
    said = nothing_to_compare() if n else no_match(source, asked)
    return DriftReport(windows(source, asked, n, 0), (said,), (), {})
