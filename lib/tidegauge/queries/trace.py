"""One trace: its spans without texts, one of them in full, what was said of it, and its session."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import Window
from tidegauge.queries.relation import SKEW, Rows, table
from tidegauge.queries.traces import PREVIEW
from tidegauge.schema.catalog import Catalog

LIGHT = (
    "span_id",
    "parent_span_id",
    "name",
    "kind",
    "start_time",
    "duration_ms",
    "status",
    "error_type",
    "session_id",
    "feature",
    "geo",
    "device",
    "prompt_version",
    "input_tokens",
    "output_tokens",
    "cost_usd",
)
"""What the tree needs of every span."""

SESSION = timedelta(days=7)
"""How far from a trace the others of its session are looked for."""


def extent(catalog: Catalog, trace_id: str) -> sa.Select[Any]:
    """Return one row (first, last): when the trace's spans begin. NULL when there are none.

    Asked first because only time prunes files: with it, everything else reads a few row groups.
    """
    spans = table(catalog, "spans")
    start = spans.c.start_time
    query = sa.select(sa.func.min(start).label("first"), sa.func.max(start).label("last"))
    return query.where(spans.c.trace_id == trace_id)


def light_spans(
    catalog: Catalog, trace_id: str, window: Window, extra: Sequence[str], limit: int
) -> sa.Select[Any]:
    """Return the spans in order of time: the columns `LIGHT`, `model`, and the attributes in `extra`."""
    rows = Rows(catalog)
    spans = rows.spans
    columns = [*(spans.c[name] for name in (*LIGHT, *extra)), rows.column("model").label("model")]
    query = sa.select(*columns).where(*_of_trace(spans, trace_id, window))
    return query.order_by(spans.c.start_time, spans.c.span_id).limit(limit)


def whole_span(catalog: Catalog, trace_id: str, span_id: str, at: datetime) -> sa.Select[Any]:
    """Return every column of one span."""
    spans = table(catalog, "spans")
    query = sa.select(*spans.c).where(spans.c.trace_id == trace_id, spans.c.span_id == span_id)
    return query.where(spans.c.start_time == at).limit(1)


def scores(catalog: Catalog, trace_id: str, window: Window) -> sa.Select[Any]:
    """Return the scores of the trace's spans, in order of time."""
    found = table(catalog, "scores")
    of_trace = sa.or_(found.c.trace_id == trace_id, found.c.span_id.in_(_span_ids(catalog, trace_id, window)))
    query = sa.select(*found.c).where(found.c.created_at >= window.start - SKEW, of_trace)
    return query.order_by(found.c.created_at, found.c.name)


def signals(catalog: Catalog, trace_id: str, window: Window, session_id: str | None) -> sa.Select[Any]:
    """Return the signals on the trace's spans, and those on its session as a whole, in order of time."""
    found = table(catalog, "signals")
    own = found.c.span_id.in_(_span_ids(catalog, trace_id, window))
    session = sa.and_(found.c.span_id.is_(None), found.c.session_id == session_id)
    query = sa.select(*found.c).where(found.c.created_at >= window.start - SKEW, sa.or_(own, session))
    return query.order_by(found.c.created_at, found.c.kind)


def outcomes(catalog: Catalog, trace_id: str, window: Window) -> sa.Select[Any]:
    """Return the outcomes of the trace's spans, in order of time."""
    found = table(catalog, "outcomes")
    own = found.c.span_id.in_(_span_ids(catalog, trace_id, window))
    query = sa.select(*found.c).where(found.c.created_at >= window.start - SKEW, own)
    return query.order_by(found.c.created_at, found.c.name)


def session(catalog: Catalog, session_id: str, around: Window, limit: int) -> sa.Select[Any]:
    """Return the spans of a session near a trace: ids, times, status, and the beginning of the input."""
    spans = table(catalog, "spans")
    columns = (
        spans.c[name] for name in ("trace_id", "parent_span_id", "start_time", "duration_ms", "status")
    )
    text = sa.func.substr(spans.c.input_text, 1, PREVIEW).label("input_text")
    query = sa.select(*columns, text).where(spans.c.session_id == session_id)
    query = query.where(
        spans.c.start_time >= around.start - SESSION, spans.c.start_time < around.end + SESSION
    )
    return query.order_by(spans.c.start_time).limit(limit)


def _span_ids(catalog: Catalog, trace_id: str, window: Window) -> sa.Select[Any]:
    spans = table(catalog, "spans")
    return sa.select(spans.c.span_id).where(*_of_trace(spans, trace_id, window))


def _of_trace(spans: sa.FromClause, trace_id: str, window: Window) -> tuple[sa.ColumnElement[bool], ...]:
    start = spans.c.start_time
    return spans.c.trace_id == trace_id, start >= window.start, start < window.end
