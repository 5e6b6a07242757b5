"""Who judged: a score whose judge changed between the windows cannot be compared with itself."""

from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.judged import judges
from tidegauge.queries.relation import SKEW, Rows
from tidegauge.queries.sides import sides
from tidegauge.schema.functions import time_bucket
from tidegauge.schema.tables import NOT_JUDGED

_DAY = 86_400


def judges_by_day(rows: Rows, asked: TraceFilter, name: str) -> sa.Select[Any]:
    """Return rows (side, source, bucket, evaluator, n): judges' scores of one name, by the day of the call."""
    spans = rows.spans.c
    calls = sides(rows, asked, (), {"span_id": spans.span_id, "at": spans.start_time}).subquery("calls")
    scores = rows.said("scores")
    start = min(one.window.start for one in asked.sides)
    columns = (
        calls.c.side,
        sa.literal_column("'judge'", sa.Text()).label("source"),
        time_bucket(calls.c.at, start, _DAY).label("bucket"),
        sa.func.coalesce(scores.c.evaluator, sa.literal_column("''", sa.Text())).label("evaluator"),
    )
    each = (
        sa.select(*columns)
        .select_from(calls.join(scores, scores.c.span_id == calls.c.span_id))
        .where(judges(scores), scores.c.name == name, scores.c.created_at >= start - SKEW)
        .subquery("each_judgement")
    )
    return sa.select(*each.c, sa.func.count().label("n")).group_by(*each.c)


def evaluators(rows: Rows, asked: TraceFilter, *, daily: bool = False) -> sa.Select[Any]:
    """Return rows (side, name, evaluator, n, first, last) of the calls' scores that no person gave, anchors apart.

    `daily` groups by the column `day` as well, the day of the call.
    """
    calls = sides(rows, asked, (), {"span_id": rows.spans.c.span_id}, daily=daily).subquery("calls")
    scores = rows.said("scores")
    days = [calls.c.day] if daily else []
    keys = (calls.c.side, *days, scores.c.name, scores.c.evaluator)
    return (
        sa.select(
            *keys,
            sa.func.count().label("n"),
            sa.func.min(scores.c.created_at).label("first"),
            sa.func.max(scores.c.created_at).label("last"),
        )
        .select_from(calls.join(scores, scores.c.span_id == calls.c.span_id))
        .where(sa.func.coalesce(scores.c.source, "").not_in(NOT_JUDGED))
        .group_by(*keys)
    )
