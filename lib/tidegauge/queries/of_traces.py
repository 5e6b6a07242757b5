"""What was said of any span of a trace, as said of the trace's root: at grain trace a row is a root."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

_SQL = sa.ColumnElement[Any]


def said_of_traces(
    origin: sa.TableClause,
    spans: sa.FromClause,
    since: datetime | None = None,
    traces: Sequence[str] | None = None,
) -> sa.Subquery:
    """Return the rows of scores, signals or outcomes, each once, with the `span_id` of a root of its trace.

    A row about a root stays there; any other goes to the first root of its trace, and is NULL where none arrived.
    `since` leaves out rows and spans dated earlier; `traces` looks at the spans of these traces alone.
    """
    within = _within(spans, since, traces)
    about = _about(origin, spans, since, within)
    needed = sa.select(about.c.about_trace).where(sa.not_(about.c.about_root))
    first = _first_roots(spans, [*within, spans.c.trace_id.in_(needed)])
    root = sa.case((about.c.about_root, about.c.span_id), else_=first.c.span_id).label("span_id")
    rest = (about.c[column.name] for column in origin.c if column.name != "span_id")
    joined = about.outerjoin(first, first.c.trace_id == about.c.about_trace)
    return sa.select(root, *rest).select_from(joined).subquery(f"{origin.name}_of_traces")


def _about(
    origin: sa.TableClause, spans: sa.FromClause, since: datetime | None, within: Sequence[_SQL]
) -> sa.CTE:
    """Return the rows of `origin` with `about_trace` and `about_root`: whether the span that each is about is a root."""
    dated = [] if since is None else [origin.c.created_at >= since]
    # Few spans are spoken of: only those are worth a place in the join.
    spoken_of = sa.select(origin.c.span_id).where(*dated)
    columns = (spans.c.span_id, spans.c.trace_id, spans.c.parent_span_id)
    own = sa.select(*columns).where(*within, spans.c.span_id.in_(spoken_of)).subquery("own")
    # A span may not have arrived: what is known of its trace is said in the row itself.
    trace = sa.func.coalesce(origin.c.trace_id, own.c.trace_id) if "trace_id" in origin.c else own.c.trace_id
    is_root = sa.and_(own.c.span_id.is_not(None), own.c.parent_span_id.is_(None))
    query = sa.select(*origin.c, trace.label("about_trace"), is_root.label("about_root"))
    joined = origin.outerjoin(own, own.c.span_id == origin.c.span_id)
    return query.select_from(joined).where(*dated).cte()


def _first_roots(spans: sa.FromClause, where: Sequence[_SQL]) -> sa.Subquery:
    order = (spans.c.start_time, spans.c.span_id)
    place = sa.func.row_number().over(partition_by=spans.c.trace_id, order_by=order).label("place")
    roots = sa.select(spans.c.trace_id, spans.c.span_id, place)
    every = roots.where(spans.c.parent_span_id.is_(None), *where).subquery("roots")
    return sa.select(every.c.trace_id, every.c.span_id).where(every.c.place == 1).subquery("first_root")


def _within(spans: sa.FromClause, since: datetime | None, traces: Sequence[str] | None) -> list[_SQL]:
    found: list[_SQL] = [] if since is None else [spans.c.start_time >= since]
    return found if traces is None else [*found, spans.c.trace_id.in_(traces)]
