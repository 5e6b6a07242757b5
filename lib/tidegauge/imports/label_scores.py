"""A label of the app as scores: its verdict, and what was said to the questions of the rubric."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import polars as pl

from tidegauge.schema.tables import SCORES
from tidegauge.workbench.answers import AnswerScore, answer_scores, scores_of_label
from tidegauge.workbench.label_publications import Unpublished
from tidegauge.workbench.review_batches import ReviewBatch
from tidegauge.workbench.review_items import ReviewItem
from tidegauge.workbench.rubric import Rubric

Chances = Mapping[str, float | None]
"""{span: the chance with which its label came to be}."""


def label_scores(
    batch: ReviewBatch, rubric: Rubric, labels: Sequence[Unpublished], chances: Chances
) -> pl.DataFrame:
    """Return labels as rows of the table `scores`: of each its verdict, then its answers."""
    rows = [
        _row(one, score, chances)
        for one in labels
        for score in scores_of_label(batch, rubric, (one.value, one.label, one.comment), one.answers)
    ]
    return pl.DataFrame(rows, schema=SCORES.polars)


def answers_again(rubric: Rubric, labels: Sequence[Unpublished], chances: Chances) -> pl.DataFrame:
    """Return the answers alone, as they are with other chances than those that the store has."""
    rows = [_row(one, score, chances) for one in labels for score in answer_scores(rubric, one.answers)]
    return pl.DataFrame(rows, schema=SCORES.polars)


def chance_of(item: ReviewItem, chances: Chances) -> float | None:
    """Return the chance of an item's label; None where it was chosen and not drawn, whatever else was drawn."""
    return None if item.inclusion_probability is None else chances[item.span_id]


def _row(one: Unpublished, score: AnswerScore, chances: Chances) -> dict[str, object]:
    return score_row(one.item, one.reviewer, one.at, score, chance_of(one.item, chances))


def score_row(
    item: ReviewItem, reviewer: str, at: datetime, score: AnswerScore, chance: float | None
) -> dict[str, object]:
    """Return a score that a person gave to an item as a row of the table `scores`."""
    return {
        "span_id": item.span_id,
        "trace_id": item.trace_id,
        "name": score.name,
        "value": score.value,
        "label": score.label,
        "source": "human",
        "evaluator": reviewer,
        "explanation": score.explanation,
        "created_at": at,
        "inclusion_probability": chance,
    }
