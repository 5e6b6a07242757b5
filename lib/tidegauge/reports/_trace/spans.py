"""The spans of one trace as records, read without their texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tidegauge.filters import Window
from tidegauge.queries import trace as queries
from tidegauge.reports.source import Source

MOST = 10_000
"""Spans read of one trace."""

DOCUMENTS = ("documents", "retrieval.documents", "retrieved_documents", "document_count", "documents_count")
"""Attributes in which stores keep what a retriever found, or how much of it."""


@dataclass(frozen=True)
class Step:
    """A span as the tree, the chart and the sentence need it. None means not recorded."""

    span_id: str
    parent_id: str | None
    name: str
    kind: str
    at: datetime
    duration_ms: float | None
    failed: bool
    status: str | None = None
    error_type: str | None = None
    tokens: int | None = None
    cost_usd: float | None = None
    documents: object = None
    session_id: str | None = None
    feature: str | None = None
    geo: str | None = None
    device: str | None = None
    prompt_version: str | None = None
    model: str | None = None


def extent(source: Source, trace_id: str) -> Window | None:
    """Return from when to when the trace's spans begin, or None when there are none."""
    first, last = source.store.read(queries.extent(source.store.catalog(), trace_id)).row(0)
    return None if first is None else Window(first, last + datetime.resolution)


def steps(source: Source, trace_id: str, window: Window) -> tuple[Step, ...]:
    """Return the spans in order of time, at most `MOST`."""
    catalog = source.store.catalog()
    extra = [name for name in DOCUMENTS if name in catalog.columns["spans"]]
    frame = source.store.read(queries.light_spans(catalog, trace_id, window, extra, MOST))
    return tuple(_step(row, extra) for row in frame.iter_rows(named=True))


_SAME = (
    "span_id",
    "duration_ms",
    "status",
    "error_type",
    "cost_usd",
    "session_id",
    "feature",
    "geo",
    "device",
    "prompt_version",
    "model",
)


def _step(row: dict[str, Any], extra: Sequence[str]) -> Step:
    return Step(
        **{name: row[name] for name in _SAME},
        parent_id=row["parent_span_id"],
        name=row["name"] or row["kind"] or "span",
        kind=row["kind"] or "other",
        at=row["start_time"],
        failed=row["status"] == "error",
        tokens=_tokens(row["input_tokens"], row["output_tokens"]),
        documents=next((row[name] for name in extra if row[name] is not None), None),
    )


def _tokens(given: int | None, returned: int | None) -> int | None:
    return None if given is None and returned is None else (given or 0) + (returned or 0)
