"""One span in full: its texts, and every attribute that is recorded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tidegauge.queries import trace as queries
from tidegauge.reports._trace.spans import Step
from tidegauge.reports.source import Source

Value = str | int | float | bool | datetime

APART = ("input_text", "output_text")
"""Columns that have a place of their own on the page."""


@dataclass(frozen=True)
class SpanDetail:
    """The selected span. `attributes` holds every recorded column but the texts, in the store's order."""

    span_id: str
    name: str
    kind: str
    at: datetime
    status: str | None
    error_type: str | None
    input_text: str | None
    output_text: str | None
    attributes: Mapping[str, Value]


def detail(source: Source, trace_id: str, step: Step) -> SpanDetail:
    """Return the span of a trace in full."""
    query = queries.whole_span(source.store.catalog(), trace_id, step.span_id, step.at)
    row = source.store.read(query).row(0, named=True)
    recorded = {name: value for name, value in row.items() if value is not None and name not in APART}
    return SpanDetail(
        step.span_id,
        step.name,
        step.kind,
        step.at,
        step.status,
        step.error_type,
        row["input_text"],
        row["output_text"],
        recorded,
    )
