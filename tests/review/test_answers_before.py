"""What an adjudicator sees of the labels. Authority: the answers that the test gave itself."""

from collections.abc import Mapping
from datetime import timedelta

import sqlalchemy as sa

from tests.review_batch import AT, batch_in
from tidegauge.review.answers_before import answers_before
from tidegauge.review.loop import claim_next, commit
from tidegauge.workbench.labels import Said
from tidegauge.workbench.review_batches import Asked, record_batch
from tidegauge.workbench.review_items import ReviewItem
from tidegauge.workbench.review_plans import ReviewPlan
from tidegauge.workbench.rubrics import record_rubric

RUBRIC = """
name = "orders"
[verdict]
question = "Good?"
label = "good"
[[questions]]
name = "wrong"
text = "What is wrong?"
kind = "categories"
many = true
options = ["format", "tone"]
[[questions]]
name = "bad"
text = "Mark it"
kind = "span"
[[questions]]
name = "correct"
text = "Correctness"
kind = "1 to 5"
[[questions]]
name = "expected"
text = "What should it say?"
kind = "text"
"""
GIVEN: Mapping[str, Mapping[str, object]] = {
    "ann": {
        "wrong": ["tone", "format"],
        "bad": [{"start": 2, "end": 5, "text": "1,9"}, {"start": 0, "end": 1, "text": "<b>"}],
        "correct": 2.0,
    },
    "ben": {"correct": 5.0, "expected": "1.90 EUR"},
}


def test_categories_marks_spans_and_texts_of_every_rater(engine: sa.Engine) -> None:
    first = batch_in(engine, 1)
    rubric = record_rubric(engine, RUBRIC, "ana", AT)
    item = ReviewItem(1, "t1", "s1", None, None)
    batch = record_batch(
        engine, Asked("two", "Good?", "good"), first.of, [item], by="ana", at=AT, rubric=rubric.id
    )
    for number, (who, answers) in enumerate(GIVEN.items()):
        now = AT + timedelta(seconds=number)
        assert claim_next(engine, batch, ReviewPlan(1.0), who, now) == 1
        commit(engine, batch, 1, who, Said(float(number), "", None, answers), now)
    item = ReviewItem(1, "t1", "s1", None, None, {"of": [{"batch": batch.id, "place": 1}]})
    assert answers_before(engine, item) == {
        "ann": (("wrong", "format, tone"), ("bad", "“<b>”, “1,9”"), ("correct", "2 of 5")),
        "ben": (("correct", "5 of 5"), ("expected", "1.90 EUR")),
    }


def test_labels_from_elsewhere_have_none(engine: sa.Engine) -> None:
    assert answers_before(engine, ReviewItem(1, "t1", "s1", None, None)) == {}
