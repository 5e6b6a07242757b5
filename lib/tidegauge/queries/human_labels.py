"""What people said of a filter's calls: one row for each answer, score and person; the label given last counts."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.flat import reach
from tidegauge.queries.judge import HUMAN
from tidegauge.queries.relation import SKEW, Rows
from tidegauge.queries.sides import CURRENT, sides
from tidegauge.queries.texts import excerpt
from tidegauge.schema.tables import ADJUDICATED

SQL = sa.ColumnElement[Any]


def human_labels(rows: Rows, asked: TraceFilter, by: Sequence[str], most: int) -> sa.Select[Any]:
    """Return rows (at, span_id, trace_id, d0.., name, reviewer, value, label, said_at), labels given last first.

    `at` is when the call began, `said_at` when the label was given. `label` is a word; of a label with a value it is not
    read. Whoever decided between labels of others is no rater. At most `most` rows.
    """
    return _last(_labels(rows, asked, by, decided=False)).limit(most)


def decisions(rows: Rows, asked: TraceFilter) -> sa.Select[Any]:
    """Return the rows of `human_labels` that adjudicate between labels of others, the last one of each answer and score."""
    each = _labels(rows, asked, (), decided=True)
    order = (each.c.said_at.desc(), each.c.reviewer)
    place = sa.func.row_number().over(partition_by=(each.c.span_id, each.c.name), order_by=order)
    placed = sa.select(*each.c, place.label("place")).subquery("placed")
    names = [column for column in placed.c if column.name != "place"]
    return sa.select(*names).where(placed.c.place == 1).order_by(placed.c.span_id, placed.c.name)


def _labels(rows: Rows, asked: TraceFilter, by: Sequence[str], *, decided: bool) -> sa.Subquery:
    spans = rows.spans.c
    values: dict[str, SQL] = {"at": spans.start_time, "span_id": spans.span_id, "trace_id": spans.trace_id}
    calls = sides(rows, asked, by, values).subquery("calls")
    scores = rows.said("scores")
    since = min(side.window.start for side in asked.sides)
    reviewer = sa.func.coalesce(scores.c.evaluator, "").label("reviewer")
    word = sa.func.coalesce(scores.c.label, "")
    return (
        sa.select(
            *(calls.c[name] for name in (*values, *(f"d{place}" for place in range(len(by))))),
            scores.c.name,
            reviewer,
            scores.c.value,
            scores.c.label,
            scores.c.created_at.label("said_at"),
        )
        .select_from(calls.join(scores, scores.c.span_id == calls.c.span_id))
        .where(calls.c.side == CURRENT, scores.c.source == HUMAN, scores.c.created_at >= since - SKEW)
        .where(sa.or_(scores.c.value.is_not(None), scores.c.label.is_not(None)))
        .where(word == ADJUDICATED if decided else word != ADJUDICATED)
        .subquery("label_given")
    )


def _last(each: sa.Subquery) -> sa.Select[Any]:
    """Return a person's last label of each answer: whoever changed their mind is not held to what they said before."""
    known = sa.case((each.c.value.is_(None), 0), else_=1)
    order = (each.c.said_at.desc(), known.desc(), each.c.value.desc(), each.c.label)
    one = (each.c.span_id, each.c.name, each.c.reviewer)
    place = sa.func.row_number().over(partition_by=one, order_by=order).label("place")
    placed = sa.select(*each.c, place).subquery("placed")
    names = [column for column in placed.c if column.name != "place"]
    newest = (placed.c.said_at.desc(), placed.c.span_id, placed.c.name, placed.c.reviewer)
    return sa.select(*names).where(placed.c.place == 1).order_by(*newest)


def labels_anywhere(rows: Rows) -> sa.Select[Any]:
    """Return one row (n, first, last): people's labels in the whole store, and when the first and last were given."""
    scores = rows.said("scores")
    at = scores.c.created_at
    counted: list[SQL] = [
        sa.func.count().label("n"),
        sa.func.min(at).label("first"),
        sa.func.max(at).label("last"),
    ]
    return sa.select(*counted).select_from(scores).where(scores.c.source == HUMAN)


def texts_of(rows: Rows, asked: TraceFilter, span_ids: Sequence[str]) -> sa.Select[Any]:
    """Return rows (span_id, trace_id, input_text, output_text) of these spans, long texts cut in the middle."""
    spans = rows.spans.c
    texts = (excerpt(spans[name]).label(name) for name in ("input_text", "output_text"))
    query = sa.select(spans.span_id, spans.trace_id, *texts)
    return query.where(spans.span_id.in_(list(span_ids)), *reach(spans.start_time, asked))


def sessions_of(rows: Rows, asked: TraceFilter, span_ids: Sequence[str]) -> sa.Select[Any]:
    """Return rows (span_id, trace_id, session_id) of these spans."""
    spans = rows.spans.c
    query = sa.select(spans.span_id, spans.trace_id, spans.session_id)
    return query.where(spans.span_id.in_(list(span_ids)), *reach(spans.start_time, asked))
