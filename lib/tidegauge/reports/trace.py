"""The page Trace: what happened in this one."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from tidegauge.filters import Condition
from tidegauge.findings import Direction, Finding, Link, Verdict
from tidegauge.queries.traces_page import Listing
from tidegauge.reports._trace.beside import Beside, beside
from tidegauge.reports._trace.detail import SpanDetail, detail
from tidegauge.reports._trace.facts import facts
from tidegauge.reports._trace.said import Said, said
from tidegauge.reports._trace.sentence import failures, sentence
from tidegauge.reports._trace.session import SessionTrace, session_of
from tidegauge.reports._trace.spans import MOST, Step, extent, steps
from tidegauge.reports._trace.tree import SpanRow, tree
from tidegauge.reports.source import Source


@dataclass(frozen=True)
class TraceReport:
    """One trace. All fields but `trace_id` and `findings` are empty when the store does not have it.

    `spans` is the tree, depth first; `selected` the span asked for, else the last model call
    that failed or whose answer did, else the last model call; `previous` and `next` are the traces beside it in the list that it was opened from; `similar` is
    the list of failures like this one; `truncated` says that there are more spans than were read.
    """

    trace_id: str
    findings: tuple[Finding, ...]
    found: bool = False
    failed: bool = False
    rootless: bool = False
    truncated: bool = False
    spans: tuple[SpanRow, ...] = ()
    selected: SpanDetail | None = None
    said: tuple[Said, ...] = ()
    session_id: str | None = None
    session: tuple[SessionTrace, ...] = ()
    previous: Beside | None = None
    next: Beside | None = None
    similar: Link | None = None


def trace(
    source: Source,
    trace_id: str,
    *,
    span_id: str | None = None,
    expand: str | None = None,
    listing: Listing | None = None,
    time_zone: str = "UTC",
    now: datetime | None = None,
) -> TraceReport:
    """Return the report of one trace.

    `span_id` selects a span, `expand` is the name of collapsed siblings to show one by one, `listing` is the list
    that Previous and Next walk along.
    """
    window = extent(source, trace_id)
    if window is None:
        return TraceReport(trace_id, (_missing(trace_id),))
    found = steps(source, trace_id, window)
    chosen = _chosen(found, span_id)
    shown = detail(source, trace_id, chosen)
    session_id = next((step.session_id for step in found if step.session_id), None)
    neighbours = session_of(source, session_id, trace_id, window)
    previous, following = beside(source, listing, trace_id, chosen) if listing else (None, None)
    return TraceReport(
        trace_id=trace_id,
        findings=(_finding(found, shown, neighbours, time_zone, now),),
        found=True,
        failed=_failed(found),
        rootless=not any(step.parent_id is None for step in found),
        truncated=len(found) == MOST,
        spans=tree(found, expand or (chosen.name if span_id else None)),
        selected=shown,
        said=said(source, trace_id, window, session_id),
        session_id=session_id,
        session=neighbours,
        previous=previous,
        next=following,
        similar=_similar(found),
    )


def _missing(trace_id: str) -> Finding:
    return Finding(
        Verdict.CANNOT_TELL,
        "trace.missing",
        f"There is no trace “{trace_id}” in this store.",
        (
            "It may be in another store, or not imported yet.",
            "The page Traces, or tidegauge show traces, lists the ids.",
        ),
    )


def _chosen(found: Sequence[Step], span_id: str | None) -> Step:
    asked_for = [step for step in found if step.span_id == span_id]
    failed = failures(found)[-1:]
    # A check that failed has no text of its own: what it checked does.
    calls = [step for step in found if step.kind == "model" and (not failed or step.at <= failed[0].at)]
    own = [step for step in failed if step.kind == "model"]
    return [*asked_for, *own, *reversed(calls), *failed, found[0]][0]


def _failed(found: Sequence[Step]) -> bool:
    roots = [step for step in found if step.parent_id is None and step.status is not None]
    return any(step.failed for step in (roots or found))


def _finding(
    found: Sequence[Step],
    shown: SpanDetail,
    neighbours: Sequence[SessionTrace],
    zone: str,
    now: datetime | None,
) -> Finding:
    session = (f"session with {len(neighbours)} traces",) if len(neighbours) > 1 else ()
    return Finding(
        Verdict.CANNOT_TELL,
        "trace",
        sentence(found, shown.input_text),
        (*facts(found, zone, now), *session),
        direction=Direction.WORSE if _failed(found) else Direction.NEUTRAL,
        n_current=len(found),
        link=_similar(found),
    )


def _similar(found: Sequence[Step]) -> Link | None:
    failed = failures(found)
    if not failed:
        return None
    first = failed[0]
    named = {"status": "error", "error_type": first.error_type, "feature": first.feature}
    where = tuple(str(Condition(name, "=", (value,))) for name, value in named.items() if value)
    grain = {} if first.kind == "model" else {"grain": "span"}
    return Link("traces", {"where": where, **grain})


def table(report: TraceReport) -> pl.DataFrame:
    """Return the span tree as a frame, one row each."""
    return pl.DataFrame([dataclasses.asdict(row) for row in report.spans], schema=_TABLE)


_TABLE: dict[str, pl.DataType | type[pl.DataType]] = {
    "span_id": pl.String,
    "name": pl.String,
    "kind": pl.String,
    "depth": pl.Int64,
    "start_ms": pl.Float64,
    "duration_ms": pl.Float64,
    "status": pl.String,
    "failed": pl.Boolean,
    "fact": pl.String,
    "members": pl.Int64,
}
