"""The labels of the workbench as scores for other tools."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from tidegauge.review.push._pusher import PushedScore
from tidegauge.workbench.answers import AnswerScore, scores_of_label
from tidegauge.workbench.labels import LABEL, answers_in, standing
from tidegauge.workbench.review_batches import ReviewBatch
from tidegauge.workbench.rubrics import rubric_of
from tidegauge.workbench.tables import LABELS, REVIEW_ITEMS


def pushed_scores(engine: sa.Engine, batches: Sequence[ReviewBatch]) -> Iterator[PushedScore]:
    """Yield the scores of all labels of batches, those that were undone since marked so."""
    for batch in batches:
        rubric = rubric_of(engine, batch)
        for row in _rows(engine, batch.id):
            said = (row.value, row.label, row.comment)
            for score in scores_of_label(batch, rubric, said, answers_in(row.answers)):
                yield _pushed(batch, row, score)


def _rows(engine: sa.Engine, batch: int) -> list[sa.Row[Any]]:
    rows, items = LABELS.c, REVIEW_ITEMS.c
    same = sa.and_(items.batch == rows.batch, items.place == rows.place)
    columns = (
        rows.reviewer,
        rows.value,
        rows.label,
        rows.comment,
        rows.answers,
        rows.at,
        items.trace_id,
        items.span_id,
    )
    query = sa.select(*columns, standing().label("stands")).select_from(LABELS.join(REVIEW_ITEMS, same))
    with engine.connect() as connection:
        return list(
            connection.execute(query.where(rows.batch == batch, rows.action == LABEL).order_by(rows.id))
        )


def _pushed(batch: ReviewBatch, row: sa.Row[Any], score: AnswerScore) -> PushedScore:
    at = row.at.isoformat()
    told = f"{row.trace_id}\n{row.span_id}\n{score.name}\n{row.reviewer}\n{at}"
    return PushedScore(
        id=f"tidegauge-{hashlib.sha256(told.encode('utf-8', 'replace')).hexdigest()[:32]}",
        trace_id=row.trace_id,
        span_id=row.span_id,
        name=score.name,
        value=score.value,
        label=score.label,
        comment=score.explanation,
        reviewer=row.reviewer,
        at=at,
        batch=batch.asked.name,
        withdrawn=not row.stands,
    )
