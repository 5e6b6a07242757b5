"""What reviewers see of answers: the spans in full, what came before them in their traces, and what judges said."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tidegauge.queries.relation import SKEW, table
from tidegauge.schema.catalog import Catalog

HAD = ("retriever", "tool")
"""Kinds of spans whose results an assistant answers with."""
DOCUMENTS = ("retrieval.documents", "documents")
"""Attributes in which tracers keep what a retriever found."""


def whole_spans(
    catalog: Catalog, span_ids: Sequence[str], trace_ids: Sequence[str], since: datetime, until: datetime
) -> sa.Select[Any]:
    """Return every column of these spans."""
    spans = table(catalog, "spans")
    within = (spans.c.start_time >= since, spans.c.start_time < until)
    named = (spans.c.span_id.in_(span_ids), spans.c.trace_id.in_(trace_ids))
    return sa.select(*spans.c).where(*within, *named)


def around(catalog: Catalog, trace_ids: Sequence[str], since: datetime, until: datetime) -> sa.Select[Any]:
    """Return of these traces the roots and the spans of the kinds `HAD`, in order of time, with `DOCUMENTS`."""
    spans = table(catalog, "spans")
    names = (
        "trace_id",
        "span_id",
        "parent_span_id",
        "name",
        "kind",
        "start_time",
        "input_text",
        "output_text",
    )
    extra = [name for name in DOCUMENTS if name in spans.c]
    root = sa.func.nullif(spans.c.parent_span_id, "").is_(None)
    query = sa.select(*(spans.c[name] for name in (*names, *extra)))
    query = query.where(spans.c.start_time >= since, spans.c.start_time < until)
    query = query.where(spans.c.trace_id.in_(trace_ids), sa.or_(root, spans.c.kind.in_(HAD)))
    return query.order_by(spans.c.start_time, spans.c.span_id)


def judged(catalog: Catalog, span_ids: Sequence[str], since: datetime) -> sa.Select[Any]:
    """Return rows (span_id, name, value, label) of what judges said of these spans, oldest first."""
    scores = table(catalog, "scores").c
    query = sa.select(scores.span_id, scores.name, scores.value, scores.label)
    query = query.where(scores.source == "judge", scores.span_id.in_(span_ids))
    return query.where(scores.created_at >= since - SKEW).order_by(scores.created_at, scores.name)
