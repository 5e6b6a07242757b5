"""Known answers mixed into a batch: who labels them right. Authority: counts by hand, Wilson's interval (Wilson 1927)."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from tidegauge.filters import Window
from tidegauge.reports._agreement.qualified import qualifications
from tidegauge.reports.judge_question import JudgeQuestion
from tidegauge.review.loop import claim_next, commit, undo
from tidegauge.workbench.known_labels import known_labels
from tidegauge.workbench.labels import Said
from tidegauge.workbench.review_batches import Asked, Drawn, ReviewBatch, Scale, record_batch
from tidegauge.workbench.review_items import ReviewItem
from tidegauge.workbench.review_plans import ReviewPlan

AT = datetime(2026, 11, 21, 12)
PLAN = ReviewPlan(1.0)


def batch_with(engine: sa.Engine, known: dict[int, float], scale: Scale = Scale.YES_NO) -> ReviewBatch:
    """Record a batch of ten items, of which some have a label that is known."""
    items = [
        ReviewItem(
            place,
            f"t{place}",
            f"s{place}",
            None,
            0.1,
            {"known": {"value": known[place], "reason": "r"}} if place in known else {"stratum": "known"},
        )
        for place in range(1, 11)
    ]
    of = Drawn("demo", "trace", Window(AT - timedelta(days=1), AT), (), "", "random", "a", 100, 10)
    return record_batch(engine, Asked("one", "Right?", "correct", scale), of, items, by="ana", at=AT)


def label(engine: sa.Engine, batch: ReviewBatch, who: str, values: list[float | None]) -> None:
    for number, value in enumerate(values):
        now = AT + timedelta(seconds=9 * number)
        place = claim_next(engine, batch, PLAN, who, now)
        assert place is not None
        commit(engine, batch, place, who, Said(value), now)


def test_right_answers_are_counted_by_reviewer(engine: sa.Engine) -> None:
    batch = batch_with(engine, {1: 1.0, 3: 0.0, 5: 1.0, 7: 1.0})
    label(engine, batch, "marta", [1.0] * 10)
    label(engine, batch, "jon", [0.0, 0.0, 0.0, 0.0, None, 0.0, 1.0, 0.0])
    undo(engine, batch, PLAN, "jon", AT + timedelta(minutes=9))
    known = known_labels(engine, "demo")
    assert len(known) == 8
    jon, marta = qualifications(known, "correct", {})
    assert (jon.name, jon.right, jon.n) == ("jon", 2, 4)
    assert (marta.name, marta.right, marta.n) == ("marta", 3, 4)
    # Wilson's interval of 3 of 4.
    assert (marta.share.low, marta.share.high) == pytest.approx((0.3006, 0.9544), abs=5e-4)
    assert qualifications(known, "other", {}) == ()
    assert known_labels(engine, "elsewhere") == ()


def test_marks_are_right_on_the_same_side_of_the_bar(engine: sa.Engine) -> None:
    batch = batch_with(engine, {1: 5.0, 2: 2.0}, Scale.ONE_TO_FIVE)
    label(engine, batch, "marta", [4.0, 3.0])
    known = known_labels(engine, "demo")
    assert [(one.right, one.n) for one in qualifications(known, "correct", {})] == [(2, 2)]
    strict = {"correct": JudgeQuestion("correct", passes={"correct": 5})}
    assert [(one.right, one.n) for one in qualifications(known, "correct", strict)] == [(1, 2)]
