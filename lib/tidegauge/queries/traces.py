"""What the list of traces shows of its rows, and the counts above it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.judged import judges
from tidegauge.queries.relation import SKEW, Rows
from tidegauge.queries.sides import selected, sides
from tidegauge.queries.traces_only import Only, only_condition
from tidegauge.queries.traces_page import Listing
from tidegauge.schema.catalog import Catalog

PREVIEW = 2000
"""Characters of a text that the list reads: a text may hold megabytes, one line of it is wanted."""


@dataclass(frozen=True)
class Keys:
    """The trace and span ids of a few rows."""

    traces: Sequence[str]
    spans: Sequence[str]


def counts(rows: Rows, asked: TraceFilter) -> sa.Select[Any]:
    """Return rows (side, all, failed, flagged, thumbs_down, judged_low)."""
    since = min(side.window.start for side in (asked.current, asked.reference) if side)
    marks = {only.value: only_condition(rows, only, since) for only in Only if only is not Only.ALL}
    marked = {name: sa.case((mark, 1), else_=0) for name, mark in marks.items()}
    calls = sides(rows, asked, (), marked).subquery("calls")
    totals = [sa.func.sum(calls.c[name]).label(name) for name in marks]
    return sa.select(calls.c.side, sa.func.count().label("all"), *totals).group_by(calls.c.side)


def facet(rows: Rows, listing: Listing, name: str, limit: int = 10) -> sa.Select[Any]:
    """Return rows (value, n): the most frequent recorded values of a column among the current rows."""
    column = rows.column(name)
    where = [*selected(rows, listing.current), column.is_not(None)]
    if listing.only is not Only.ALL:
        where.append(only_condition(rows, listing.only, listing.asked.current.window.start))
    query = rows.select(column.label("value"), sa.func.count().label("n"), where=where)
    return query.group_by(column).order_by(sa.func.count().desc(), column).limit(limit)


def rows_by_key(catalog: Catalog, span_ids: Sequence[str], times: Sequence[datetime]) -> sa.Select[Any]:
    """Return the shown columns of the spans with these ids. `times` are their starts: they prune files and groups."""
    rows = Rows(catalog)
    spans = rows.spans
    texts = [sa.func.substr(spans.c[name], 1, PREVIEW).label(name) for name in ("input_text", "output_text")]
    plain = (
        "trace_id",
        "span_id",
        "start_time",
        "name",
        "status",
        "error_type",
        "feature",
        "duration_ms",
        "cost_usd",
    )
    query = sa.select(*(spans.c[name] for name in plain), rows.column("model").label("model"), *texts)
    return query.where(spans.c.start_time.in_(sorted(set(times))), spans.c.span_id.in_(span_ids))


def signals_of(rows: Rows, keys: Keys, since: datetime) -> sa.Select[Any]:
    """Return rows (span_id, kind): what users did after the rows with these keys, in order of time."""
    signals = rows.said("signals", keys.traces)
    query = sa.select(signals.c.span_id, signals.c.kind)
    query = query.where(signals.c.span_id.in_(keys.spans), signals.c.created_at >= since - SKEW)
    return query.order_by(signals.c.created_at, signals.c.kind)


def scores_of(rows: Rows, keys: Keys, since: datetime) -> sa.Select[Any]:
    """Return rows (span_id, score): the mean judge score of the rows with these keys."""
    scores = rows.said("scores", keys.traces)
    query = sa.select(scores.c.span_id, sa.func.avg(scores.c.value).label("score")).where(judges(scores))
    query = query.where(scores.c.span_id.in_(keys.spans), scores.c.created_at >= since - SKEW)
    return query.group_by(scores.c.span_id)
