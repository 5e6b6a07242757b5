"""What leads on from the chosen row: its calls in Traces, and a batch to review."""

from math import isfinite

from app.components.follow import follow
from app.components.incident.from_scope import incident_buttons
from app.components.new_batch.dialog import new_batch_button
from app.components.new_batch.preset import Preset
from app.components.scope.table import segment_name
from tidegauge.filters import TraceFilter, parse_condition
from tidegauge.findings import Link
from tidegauge.queries.review_units import ANSWER
from tidegauge.reports._scope.records import ScopeReport, ScopeRow
from tidegauge.review.kinds import Wanted

MOST = 20


def scope_actions(report: ScopeReport, row: ScopeRow, question: TraceFilter) -> None:
    """Show the buttons, where chips can say which calls the row's are."""
    if row.affected is None:
        return
    size = _size(report, row)
    if not size:
        return
    # What this page alone understands stays behind.
    link = Link(
        row.affected.page, {**dict.fromkeys(("row", "part", "of", "over"), ()), **row.affected.params}
    )
    failing = "failing " if is_failing(report) and report.metric.counts else ""
    follow(
        link, f"{size} {failing}{'sample' if size == 1 else 'samples'}", key="scope_traces", kind="secondary"
    )
    chips = [parse_condition(chip) for chip in row.affected.params.get("where", ())]
    more = [chip for chip in chips if chip not in question.where]
    name = f"{report.metric.label}: {segment_name(row)}"[:200]
    preset = Preset(("incident", "random"), "scope", name, Wanted(n=size, unit=ANSWER))
    new_batch_button(f"Review {size}", question.narrowed(*more), preset, key="scope_review")
    incident_buttons(report, row, question)


def is_failing(report: ScopeReport) -> bool:
    """Return whether the calls that the metric counts are those that failed."""
    return report.metric.kind == "rate" and report.metric.direction == "lower"


def _size(report: ScopeReport, row: ScopeRow) -> int:
    # Where no filter keeps what the rate counts, the link leads to all calls of the row.
    counted = row.current.value * row.n if report.metric.counts else row.n
    return min(MOST, round(counted)) if isfinite(counted) else 0
