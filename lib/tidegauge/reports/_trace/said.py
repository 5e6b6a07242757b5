"""What was said of a trace: scores, signals and outcomes of its spans in one list."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tidegauge.filters import Window
from tidegauge.queries import trace as queries
from tidegauge.reports.source import Source


@dataclass(frozen=True)
class Said:
    """One score, signal or outcome. `table` is where it is kept; `source` and `by` are who said it."""

    table: str
    what: str
    value: float | None
    label: str | None
    source: str | None
    by: str | None
    why: str | None
    span_id: str | None
    at: datetime


def said(source: Source, trace_id: str, window: Window, session_id: str | None) -> tuple[Said, ...]:
    """Return everything that was said of the trace's spans: scores, then signals, then outcomes."""
    return (
        *_scores(source, trace_id, window),
        *_signals(source, trace_id, window, session_id),
        *_outcomes(source, trace_id, window),
    )


def _scores(source: Source, trace_id: str, window: Window) -> Iterator[Said]:
    for row in source.store.read(queries.scores(source.store.catalog(), trace_id, window)).iter_rows(
        named=True
    ):
        yield Said(
            "scores",
            row["name"],
            row["value"],
            row["label"],
            row["source"],
            row["evaluator"],
            row["explanation"],
            row["span_id"],
            row["created_at"],
        )


def _signals(source: Source, trace_id: str, window: Window, session_id: str | None) -> Iterator[Said]:
    query = queries.signals(source.store.catalog(), trace_id, window, session_id)
    for row in source.store.read(query).iter_rows(named=True):
        about = None if row["span_id"] else "about the session"
        yield Said(
            "signals", row["kind"], None, "yes", "user", None, about, row["span_id"], row["created_at"]
        )


def _outcomes(source: Source, trace_id: str, window: Window) -> Iterator[Said]:
    query = queries.outcomes(source.store.catalog(), trace_id, window)
    for row in source.store.read(query).iter_rows(named=True):
        yield Said(
            "outcomes", row["name"], row["value"], None, None, None, None, row["span_id"], row["created_at"]
        )
