"""Rubrics in the workbench: versions that never change, and what the reviewers of a batch are asked."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.review_batch import AT, batch_in
from tidegauge.workbench.review_batches import ReviewError, Scale, record_batch
from tidegauge.workbench.review_items import items_of
from tidegauge.workbench.review_plans import ReviewPlan, record_plan
from tidegauge.workbench.rubric_file import shipped_rubrics
from tidegauge.workbench.rubrics import list_rubrics, record_rubric, rubric_named, rubric_of

USABLE = shipped_rubrics()["usable"].read_text()


@pytest.fixture
def workbench_url(either_url: str) -> str:
    """Both databases in turn."""
    return either_url


def test_a_change_is_a_new_version_and_the_same_is_not(engine: sa.Engine) -> None:
    first = record_rubric(engine, USABLE, "ana", AT)
    again = record_rubric(engine, f"# only a remark\n{USABLE}", "ben", AT)
    second = record_rubric(engine, USABLE.replace("usable as it is", "good"), "ben", AT)
    other = record_rubric(engine, USABLE.replace('name = "usable"', 'name = "other"'), "ben", AT)
    assert (first.version, again, second.version, other.version) == (1, first, 2, 1)
    assert [(one.name, one.version) for one in list_rubrics(engine)] == [
        ("other", 1),
        ("usable", 2),
        ("usable", 1),
    ]
    assert rubric_named(engine, "usable") == second
    assert rubric_named(engine, "usable:1") == rubric_named(engine, "usable r1") == first
    with pytest.raises(ReviewError, match="usabel"):
        rubric_named(engine, "usabel")


def test_two_at_once_write_two_versions(engine: sa.Engine) -> None:
    texts = [USABLE.replace("usable as it is", f"good {n}") for n in range(8)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: record_rubric(engine, text, "ana", AT), texts))
    assert sorted(one.version for one in found) == list(range(1, 9))
    assert {one.rubric.verdict.question for one in found} == {f"Is this answer good {n}?" for n in range(8)}


def test_a_rubric_is_signed(engine: sa.Engine) -> None:
    with pytest.raises(ReviewError, match="Who writes"):
        record_rubric(engine, USABLE, " ", AT)


def test_a_batch_without_a_rubric_asks_its_question(engine: sa.Engine) -> None:
    batch = batch_in(engine, 3, Scale.ONE_TO_FIVE)
    record_plan(engine, batch.id, ReviewPlan(0.2, "Read twice."))
    rubric = rubric_of(engine, batch)
    assert (rubric.verdict.question, rubric.verdict.scale) == (batch.asked.question, Scale.ONE_TO_FIVE)
    assert (rubric.instruction, rubric.questions) == ("Read twice.", ())


def test_a_batch_keeps_the_version_that_it_was_made_with(engine: sa.Engine) -> None:
    first = record_rubric(engine, USABLE, "ana", AT)
    plain = batch_in(engine, 3)
    asked = replace(plain.asked, question="Usable?")
    batch = record_batch(engine, asked, plain.of, items_of(engine, 1), by="ana", at=AT, rubric=first.id)
    record_rubric(engine, USABLE.replace("What is wrong?", "Why?"), "ana", AT)
    record_plan(engine, batch.id, ReviewPlan(0.2, "Decide."))
    rubric = rubric_of(engine, batch)
    assert rubric.questions == first.rubric.questions
    assert rubric.verdict.question == "Usable?"
    assert rubric.instruction == f"Decide. {first.rubric.instruction}"
