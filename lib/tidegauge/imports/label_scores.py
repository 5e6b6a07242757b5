"""A label of the app as scores: its verdict, and what was said to the questions of the rubric."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from tidegauge.schema.tables import ADJUDICATED, SCORES
from tidegauge.workbench.answers import AnswerScore, answer_scores
from tidegauge.workbench.label_publications import Unpublished
from tidegauge.workbench.review_batches import ADJUDICATION, ReviewBatch, ReviewItem
from tidegauge.workbench.rubric import Rubric

Chances = Mapping[str, float | None]
"""{span: the chance with which its label came to be}."""


def label_scores(
    batch: ReviewBatch, rubric: Rubric, labels: Sequence[Unpublished], chances: Chances
) -> pl.DataFrame:
    """Return labels as rows of the table `scores`: of each its verdict, then its answers."""
    rows = [
        _row(one, score, chance_of(one.item, chances))
        for one in labels
        for score in (_verdict(batch, one), *_answers(batch, rubric, one))
    ]
    return pl.DataFrame(rows, schema=_KINDS)


def answers_again(rubric: Rubric, labels: Sequence[Unpublished], chances: Chances) -> pl.DataFrame:
    """Return the answers alone, as they are with other chances than those that the store has."""
    rows = [
        _row(one, score, chance_of(one.item, chances))
        for one in labels
        for score in answer_scores(rubric, one.answers)
    ]
    return pl.DataFrame(rows, schema=_KINDS)


def chance_of(item: ReviewItem, chances: Chances) -> float | None:
    """Return the chance of an item's label; None where it was chosen and not drawn, whatever else was drawn."""
    return None if item.inclusion_probability is None else chances[item.span_id]


_KINDS = {name: kind.polars for name, kind in SCORES.kinds.items()}


def _answers(batch: ReviewBatch, rubric: Rubric, one: Unpublished) -> list[AnswerScore]:
    """Return the answers to the rubric's questions; whoever adjudicates decides on them too, and is no rater of them."""
    found = answer_scores(rubric, one.answers)
    if batch.kind != ADJUDICATION:
        return found
    return [replace(score, label=ADJUDICATED) for score in found if score.value is not None]


def _verdict(batch: ReviewBatch, one: Unpublished) -> AnswerScore:
    # Also where it was decided that nobody can judge: then the labels that it decides between are no truth either.
    decided = ADJUDICATED if batch.kind == ADJUDICATION else one.label
    return AnswerScore(batch.asked.label, one.value, decided, one.comment)


def _row(one: Unpublished, score: AnswerScore, chance: float | None) -> dict[str, object]:
    return {
        "span_id": one.item.span_id,
        "trace_id": one.item.trace_id,
        "name": score.name,
        "value": score.value,
        "label": score.label,
        "source": "human",
        "evaluator": one.reviewer,
        "explanation": score.explanation,
        "created_at": one.at,
        "inclusion_probability": chance,
    }
