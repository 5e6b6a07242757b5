"""Calls of two sides with the same input: what pairwise judging compares."""

from typing import Any

import sqlalchemy as sa

from tidegauge.filters import Condition, TraceFilter
from tidegauge.queries.conditions import condition
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import selected
from tidegauge.queries.unjudged import answered


def same_inputs(
    candidates: Rows,
    baselines: Rows,
    asked: TraceFilter,
    candidate: list[Condition],
    baseline: list[Condition],
) -> sa.Select[Any]:
    """Return rows (start_time, trace_id, span_id, other): a call of the candidate, and one of the baseline.

    Both were asked the same, word for word, and answered differently; of several the newest of each is taken.
    """
    ours, theirs = (
        _newest(candidates, asked, candidate, "ours"),
        _newest(baselines, asked, baseline, "theirs"),
    )
    same = sa.and_(ours.c.input_text == theirs.c.input_text, ours.c.output_text != theirs.c.output_text)
    query = sa.select(ours.c.start_time, ours.c.trace_id, ours.c.span_id, theirs.c.span_id.label("other"))
    return query.select_from(ours.join(theirs, same)).order_by(
        ours.c.start_time, ours.c.trace_id, ours.c.span_id
    )


def answered_calls(rows: Rows, asked: TraceFilter, side: list[Condition]) -> sa.Select[Any]:
    """Return one row (n): the calls of one side whose texts could be compared."""
    columns = [sa.func.count().label("n")]
    return rows.select(*columns, where=_comparable(rows, asked, side))


def _comparable(rows: Rows, asked: TraceFilter, side: list[Condition]) -> list[sa.ColumnElement[bool]]:
    where = [*selected(rows, asked), answered(rows), rows.spans.c.input_text.is_not(None)]
    return [*where, *(condition(rows, chip) for chip in side)]


def _newest(rows: Rows, asked: TraceFilter, chips: list[Condition], name: str) -> sa.Subquery:
    spans = rows.spans.c
    columns = [spans.start_time, spans.trace_id, spans.span_id, spans.input_text, spans.output_text]
    order = (spans.start_time.desc(), spans.trace_id, spans.span_id)
    place = sa.func.row_number().over(partition_by=spans.input_text, order_by=order).label("place")
    every = rows.select(*columns, place, where=_comparable(rows, asked, chips)).subquery(f"{name}_every")
    return sa.select(*(every.c[column.name] for column in columns)).where(every.c.place == 1).subquery(name)
