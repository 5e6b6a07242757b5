"""What the labels said that a decision is made between: every answer to the rubric's questions, in full."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from tidegauge.workbench.labels import labels_of_batch
from tidegauge.workbench.review_batches import batch_of
from tidegauge.workbench.review_items import ReviewItem
from tidegauge.workbench.rubric import Question, QuestionKind
from tidegauge.workbench.rubrics import rubric_of

Answers = tuple[tuple[str, str], ...]
"""Pairs (name of the question, what was said), in the order of the rubric."""


def answers_before(engine: sa.Engine, item: ReviewItem) -> Mapping[str, Answers]:
    """Return {reviewer: answers} of the labels that an item of an adjudication got in the app's own batches.

    Labels that were imported have none: their further answers are scores of their own.
    """
    found: dict[str, Answers] = {}
    for where in item.beside.get("of") or ():
        rubric = rubric_of(engine, batch_of(engine, str(where["batch"])))
        for label in labels_of_batch(engine, where["batch"], where["place"]):
            told = ((one, label.answers.get(one.name)) for one in rubric.questions)
            said = tuple((one.name, answer_words(one, answer)) for one, answer in told if answer is not None)
            found[label.reviewer] = tuple(dict.fromkeys((*found.get(label.reviewer, ()), *said)))
    return found


def answer_words(question: Question, said: Any) -> str:
    """Return one answer as it was given: marked words in quotes, texts as they are.

    >>> answer_words(Question("bad", "Mark it", QuestionKind.SPAN), [{"start": 0, "end": 3, "text": "1,9"}])
    '“1,9”'
    >>> answer_words(Question("wrong", "What?", QuestionKind.CATEGORIES, many=True), ["format", "tone"])
    'format, tone'
    """
    match question.kind:
        case QuestionKind.MARKS:
            return f"{said:g} of 5"
        case QuestionKind.YES_NO:
            return "yes" if said else "no"
        case QuestionKind.SPAN:
            return ", ".join(f"“{one['text']}”" for one in said)
        case QuestionKind.TEXT:
            return str(said)
        case QuestionKind.CATEGORIES:
            return ", ".join(said) if question.many else str(said)
