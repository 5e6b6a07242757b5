"""The calls that were asked what a golden set asks, and what people and judges said of them."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.judge import HUMAN, JUDGE
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import selected
from tidegauge.queries.texts import excerpt
from tidegauge.queries.unjudged import answered


def answers_to(rows: Rows, asked: TraceFilter, inputs: Sequence[str]) -> sa.Select[Any]:
    """Return rows (span_id, input_text, version) of the answered calls of the window with one of these inputs, word for word."""
    spans = rows.spans.c
    columns = (spans.span_id, spans.input_text, rows.column("model").label("version"))
    return rows.select(
        *columns, where=[*selected(rows, asked), answered(rows), spans.input_text.in_(list(inputs))]
    )


def scores_of(rows: Rows, name: str, span_ids: Sequence[str]) -> sa.Select[Any]:
    """Return rows (span_id, source, label, value, at) of a score by people and judges; one without a source is a judge's."""
    scores = rows.said("scores")
    source = sa.func.coalesce(scores.c.source, JUDGE)
    columns = (
        scores.c.span_id,
        source.label("source"),
        scores.c.label,
        scores.c.value,
        scores.c.created_at.label("at"),
    )
    query = sa.select(*columns).where(scores.c.name == name, source.in_([HUMAN, JUDGE]))
    return query.where(scores.c.span_id.in_(list(span_ids))).order_by(scores.c.created_at)


def answered_calls(rows: Rows, asked: TraceFilter, facts: Sequence[str], most: int) -> sa.Select[Any]:
    """Return rows (span_id, trace_id, start_time, input_text, output_text, and `facts` by their names) of answered calls.

    At most so many, in the order of their ids: where ids are drawn at random, so are these.
    """
    spans = rows.spans.c
    columns = (spans.span_id, spans.trace_id, spans.start_time, spans.input_text, spans.output_text)
    known = (rows.column(name).label(name) for name in facts)
    query = rows.select(
        *columns, *known, where=[*selected(rows, asked), answered(rows), spans.input_text.is_not(None)]
    )
    return query.order_by(spans.span_id).limit(most)


def inputs(rows: Rows, asked: TraceFilter, most: int) -> sa.Select[Any]:
    """Return rows (session_id, input_text) of at most so many calls with an input, long ones cut in the middle.

    They come in the order of their ids: where ids are drawn at random, so are these.
    """
    spans = rows.spans.c
    columns = (spans.session_id, excerpt(spans.input_text).label("input_text"))
    query = rows.select(*columns, where=[*selected(rows, asked), spans.input_text.is_not(None)])
    return query.order_by(spans.span_id).limit(most)
