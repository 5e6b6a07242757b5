"""The calls that were asked what a golden set asks, and what people and judges said of them."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.judge import HUMAN, JUDGE
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import selected
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
