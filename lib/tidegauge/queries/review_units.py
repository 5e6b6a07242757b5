"""What reviews are drawn from: the sessions or traces of a filter's calls, and the call of each that is reviewed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.relation import Rows, table
from tidegauge.queries.sides import selected
from tidegauge.queries.unjudged import answered
from tidegauge.schema.catalog import Catalog
from tidegauge.schema.tables import SCORES

SQL = sa.ColumnElement[Any]
ANSWER = "answer"
"""The unit of which each call is one that was answered, or failed: that is to be reviewed, too."""


def any_session(rows: Rows) -> sa.Select[Any]:
    """Return a row if the store records sessions at all."""
    known = sa.func.nullif(rows.spans.c.session_id, "").is_not(None)
    return sa.select(rows.spans.c.span_id).where(known).limit(1)


def units(rows: Rows, asked: TraceFilter, unit: str) -> sa.Select[Any]:
    """Return rows (unit): the sessions, traces or answers of the filter's current calls, once each."""
    found = unit_of(rows, unit)
    where = [*selected(rows, asked), found.is_not(None)]
    where += [reviewable(rows)] if unit == ANSWER else []
    return rows.select(found.label("unit"), where=where).distinct()


def units_among(rows: Rows, asked: TraceFilter, unit: str, chosen: Sequence[str]) -> sa.Select[Any]:
    """Return rows (unit): those of `chosen` that `units` has."""
    return units(rows, asked, unit).where(unit_of(rows, unit).in_(chosen))


def last_calls(rows: Rows, asked: TraceFilter, unit: str, chosen: Sequence[str]) -> sa.Select[Any]:
    """Return rows (unit, trace_id, span_id, session_id): of each chosen unit the last call that was answered."""
    spans, found = rows.spans.c, unit_of(rows, unit)
    failed = sa.case((spans.status == "error", 1), else_=0)
    order = (failed, spans.start_time.desc(), spans.span_id)
    place = sa.func.row_number().over(partition_by=found, order_by=order).label("place")
    columns = (found.label("unit"), spans.trace_id, spans.span_id, spans.session_id, place)
    calls = rows.select(*columns, where=(*selected(rows, asked), found.in_(chosen)))
    last = calls.subquery("last_calls")
    names = ("unit", "trace_id", "span_id", "session_id")
    return sa.select(*(last.c[name] for name in names)).where(last.c.place == 1)


def calls_of(
    catalog: Catalog, unit: str, chosen: Sequence[str], since: datetime, until: datetime
) -> sa.Select[Any]:
    """Return rows (unit, span_id, start_time, input_text, output_text): every call of units, in order of time."""
    rows = Rows(catalog)
    spans, found = rows.spans.c, unit_of(rows, unit)
    texts = (spans.span_id, spans.start_time, spans.input_text, spans.output_text)
    columns = (found.label("unit"), *texts)
    within = (spans.start_time >= since, spans.start_time < until, spans.kind == "model", found.in_(chosen))
    return sa.select(*columns).where(*within).order_by(spans.start_time, spans.span_id)


def spans_there(
    catalog: Catalog, span_ids: Sequence[str], since: datetime, until: datetime
) -> sa.Select[Any]:
    """Return a row if the store has any of these spans."""
    spans = table(catalog, "spans").c
    within = (spans.start_time >= since, spans.start_time < until, spans.span_id.in_(span_ids))
    return sa.select(spans.span_id).where(*within).limit(1)


def labels_of(catalog: Catalog, name: str, span_ids: Sequence[str]) -> sa.Select[Any]:
    """Return what people said of spans under a name: rows of the table `scores`, oldest first."""
    scores = table(catalog, "scores")
    # A store from before the column was there recorded no draw.
    columns: list[SQL] = [
        scores.c[one] if one in scores.c else sa.cast(sa.null(), sa.Double).label(one) for one in SCORES.kinds
    ]
    query = sa.select(*columns).where(scores.c.source == "human", scores.c.name == name)
    return query.where(scores.c.span_id.in_(span_ids)).order_by(scores.c.created_at)


def reviewable(rows: Rows) -> SQL:
    """Return what makes a call one that can be reviewed: it has an answer, or failed for want of one."""
    return sa.or_(answered(rows), sa.func.coalesce(rows.spans.c.status == "error", sa.false()))


def unit_of(rows: Rows, unit: str) -> SQL:
    """Return what tells sessions, traces or answers apart: NULL where nobody recorded it."""
    return sa.func.nullif(rows.spans.c["span_id" if unit == ANSWER else f"{unit}_id"], "")
