"""What counts as a label: the verdict on its scale, the answers of the rubric, the reason of a decision."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.review_batch import AT, batch_in
from tidegauge.review.loop import claim_next, commit, skip, undo
from tidegauge.workbench.audit import list_actions
from tidegauge.workbench.batch_kinds import ADJUDICATION
from tidegauge.workbench.labels import Said, labels_of_batch
from tidegauge.workbench.review_batches import ReviewBatch, ReviewError, Scale, record_batch
from tidegauge.workbench.review_items import items_of
from tidegauge.workbench.review_plans import ReviewPlan
from tidegauge.workbench.rubric_file import shipped_rubrics
from tidegauge.workbench.rubrics import record_rubric

PLAN = ReviewPlan(overlap=0.0)


@pytest.fixture
def batch(engine: sa.Engine) -> ReviewBatch:
    plain = batch_in(engine, 6)
    rubric = record_rubric(engine, shipped_rubrics()["usable"].read_text(), "ana", AT)
    items = items_of(engine, plain.id)
    return record_batch(engine, plain.asked, plain.of, items, by="ana", at=AT, rubric=rubric.id)


def test_answers_stand_with_the_label_and_come_back_with_undo(engine: sa.Engine, batch: ReviewBatch) -> None:
    claim_next(engine, batch, PLAN, "ann", AT)
    commit(engine, batch, 1, "ann", Said(0.0, "no", 3.0, {"wrong": ["unsafe", "format"], "correct": 2.0}), AT)
    (label,) = labels_of_batch(engine, batch.id)
    assert label.answers == {"wrong": ["format", "unsafe"], "correct": 2.0}
    last = undo(engine, batch, PLAN, "ann", AT)
    assert last is not None
    assert (last.answers, last.seconds) == (label.answers, 3.0)


def test_a_fail_needs_what_is_wrong(engine: sa.Engine, batch: ReviewBatch) -> None:
    claim_next(engine, batch, PLAN, "ann", AT)
    with pytest.raises(ReviewError, match="must be answered before this verdict counts"):
        commit(engine, batch, 1, "ann", Said(0.0), AT)
    assert labels_of_batch(engine, batch.id) == ()
    commit(engine, batch, 1, "ann", Said(None), AT)
    claim_next(engine, batch, PLAN, "ann", AT)
    commit(engine, batch, 2, "ann", Said(1.0), AT)
    assert [one.answers for one in labels_of_batch(engine, batch.id)] == [{}, {}]


def test_answers_to_no_question_are_refused(engine: sa.Engine, batch: ReviewBatch) -> None:
    claim_next(engine, batch, PLAN, "ann", AT)
    with pytest.raises(ReviewError, match="not a known question"):
        commit(engine, batch, 1, "ann", Said(1.0, answers={"mood": "good"}), AT)
    plain = batch_in(engine, 2)
    claim_next(engine, plain, PLAN, "ann", AT)
    with pytest.raises(ReviewError, match="not a known question"):
        commit(engine, plain, 1, "ann", Said(1.0, answers={"wrong": ["format"]}), AT)


def test_a_tie_is_on_the_scale_of_two_answers_alone(engine: sa.Engine) -> None:
    pair = batch_in(engine, 2, Scale.PREFERENCE)
    claim_next(engine, pair, PLAN, "ann", AT)
    commit(engine, pair, 1, "ann", Said(0.5), AT)
    claim_next(engine, pair, PLAN, "ann", AT)
    with pytest.raises(ReviewError, match="2 is not on the scale"):
        commit(engine, pair, 2, "ann", Said(2.0), AT)


def test_a_decision_needs_a_reason(engine: sa.Engine) -> None:
    plain = batch_in(engine, 2)
    items = items_of(engine, plain.id)
    asked = replace(plain.asked, name="decide")
    batch = record_batch(engine, asked, plain.of, items, by="ana", at=AT, kind=ADJUDICATION)
    claim_next(engine, batch, PLAN, "ann", AT)
    with pytest.raises(ReviewError, match="needs a reason"):
        commit(engine, batch, 1, "ann", Said(1.0, " \n"), AT)
    commit(engine, batch, 1, "ann", Said(1.0, "the policy says so"), AT)


def test_every_step_is_in_the_audit_trail(engine: sa.Engine, batch: ReviewBatch) -> None:
    claim_next(engine, batch, PLAN, "ann", AT)
    commit(engine, batch, 1, "ann", Said(1.0), AT)
    claim_next(engine, batch, PLAN, "ann", AT)
    skip(engine, batch, 2, "ann", Said(None, "too long", answers={"correct": 3.0}), AT)
    last = undo(engine, batch, PLAN, "ann", AT)
    assert last is not None
    assert last.answers == {"correct": 3.0}  # what was answered before a skip is not lost
    told = [(one.by, one.action, one.place) for one in list_actions(engine, batch=batch.id)]
    assert told[0] == ("ana", "draw batch", None)
    assert told[1:] == [("ann", "label", 1), ("ann", "skip", 2), ("ann", "undo", 2)]
