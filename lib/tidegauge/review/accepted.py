"""What counts as a label: a verdict on the batch's scale, with the answers and the reason that it needs."""

from dataclasses import replace

import sqlalchemy as sa

from tidegauge.workbench.answers import checked_answers
from tidegauge.workbench.batch_kinds import ADJUDICATION
from tidegauge.workbench.labels import Said
from tidegauge.workbench.review_batches import ReviewBatch, ReviewError
from tidegauge.workbench.rubric import VERDICT_KEYS, Rubric, missing
from tidegauge.workbench.rubrics import rubric_of


def accepted(engine: sa.Engine, batch: ReviewBatch, said: Said, rubric: Rubric | None = None) -> Said:
    """Return what a reviewer says of an item, in the form in which it is kept; `rubric` is the batch's where it is known.

    Raises:
        ReviewError: the value is not on the batch's scale, an answer is none to a question of its rubric, or what the
            verdict needs is missing: an answer, or the reason of a decision between labels.
    """
    if said.value is not None and said.value not in VERDICT_KEYS[batch.asked.scale].values():
        raise ReviewError(f"{said.value:g} is not on the scale “{batch.asked.scale.value}”.")
    if batch.kind == ADJUDICATION and said.value is not None and not said.comment.strip():
        raise ReviewError("A decision between labels needs a reason: say it in the note.")
    if batch.rubric is None and not said.answers:
        return said
    rubric = rubric or rubric_of(engine, batch)
    answers = checked_answers(rubric, said.answers)
    if lacking := missing(rubric, said.value, answers):
        raise ReviewError(f"“{lacking[0].text}” must be answered before this verdict counts.")
    return replace(said, answers=answers)
