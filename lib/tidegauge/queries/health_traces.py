"""Rows that arrived twice, traces whose first span never arrived, answers of judges that nobody could parse."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import Window
from tidegauge.queries.relation import table
from tidegauge.schema.catalog import Catalog

EDGE = timedelta(hours=1)
"""A trace at the window's edge may have its root just outside."""


def freshness(catalog: Catalog, window: Window) -> sa.Select[Any]:
    """Return one row (newest, last_hour): the newest start in the window, and the rows of its last hour."""
    spans = table(catalog, "spans")
    start = spans.c.start_time
    last = sa.func.count(sa.case((start >= window.end - timedelta(hours=1), 1)))
    found: list[sa.ColumnElement[Any]] = [sa.func.max(start).label("newest"), last.label("last_hour")]
    return sa.select(*found).where(start >= window.start, start < window.end)


def duplicates(catalog: Catalog, window: Window) -> sa.Select[Any]:
    """Return one row (rows): how many rows repeat the trace and span id of another in the window."""
    spans = table(catalog, "spans")
    keys = (spans.c.trace_id, spans.c.span_id)
    repeated = (
        sa.select(sa.func.count().label("n"))
        .where(spans.c.start_time >= window.start, spans.c.start_time < window.end)
        .group_by(*keys)
        .having(sa.func.count() > 1)
        .subquery("repeated")
    )
    return sa.select(sa.func.coalesce(sa.func.sum(repeated.c.n - 1), 0).label("rows"))


def rootless(catalog: Catalog, window: Window) -> sa.Select[Any]:
    """Return one row (traces, rootless): the traces that begin in the window, and those without a root."""
    traces = _traces(catalog, window)
    lost = sa.func.count(sa.case((traces.c.roots == 0, 1)))
    found: list[sa.ColumnElement[Any]] = [sa.func.count().label("traces"), lost.label("rootless")]
    return sa.select(*found).select_from(traces)


def rootless_examples(catalog: Catalog, window: Window, limit: int) -> sa.Select[Any]:
    """Return rows (trace_id): the newest traces without a root."""
    traces = _traces(catalog, window)
    query = sa.select(traces.c.trace_id).where(traces.c.roots == 0)
    return query.order_by(traces.c.first.desc(), traces.c.trace_id).limit(limit)


def unparsable(catalog: Catalog, window: Window) -> sa.Select[Any]:
    """Return one row (rows): scores of judges without a value and without a label."""
    scores = table(catalog, "scores")
    query = sa.select(sa.func.count().label("rows")).where(scores.c.value.is_(None), scores.c.label.is_(None))
    query = query.where(sa.func.coalesce(scores.c.source, "judge") == "judge")
    return query.where(scores.c.created_at >= window.start, scores.c.created_at < window.end)


def _traces(catalog: Catalog, window: Window) -> sa.Subquery:
    spans = table(catalog, "spans")
    start = spans.c.start_time
    roots = sa.func.count(sa.case((spans.c.parent_span_id.is_(None), 1)))
    first = sa.func.min(start)
    query = sa.select(spans.c.trace_id, roots.label("roots"), first.label("first"))
    reach = window.wider(EDGE, EDGE)
    query = query.where(start >= reach.start, start < reach.end).group_by(spans.c.trace_id)
    return query.having(first >= window.start, first < window.end).subquery("traces")
