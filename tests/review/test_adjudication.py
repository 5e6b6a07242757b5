"""Adjudication: what is chosen, what counts afterwards. Authority: counts over the labels that the test wrote itself."""

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa

from tests.agreement_lake import END, labels, spans
from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.imports.label_publish import publish_labels
from tidegauge.queries.review_units import labels_of
from tidegauge.reports._judge.read import judge_facts
from tidegauge.reports._judge.report import JudgeReport
from tidegauge.reports.agreement import agreement
from tidegauge.reports.judge import judge
from tidegauge.reports.judge_question import JudgeQuestion
from tidegauge.reports.source import Source
from tidegauge.review.adjudication import adjudicate, in_work
from tidegauge.review.batches import words_of
from tidegauge.review.loop import claim_next, commit
from tidegauge.schema.tables import ADJUDICATED
from tidegauge.stores import open_store
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames
from tidegauge.workbench.labels import Said
from tidegauge.workbench.review_batches import ReviewBatch, ReviewError, Scale
from tidegauge.workbench.review_items import items_of
from tidegauge.workbench.review_plans import plan_of

N = 60
APART = frozenset(f"s{number}" for number in range(0, N, 5))
"""The spans that the two label differently."""
AT = END + timedelta(hours=6)
MONTH = TraceFilter(Population(Window(END - timedelta(days=28), END)))


@pytest.fixture
def lake(tmp_path: Path) -> str:
    """60 calls: the judge passes every second, ana agrees throughout, jon says otherwise of every fifth."""
    calls = spans(N, session_id=[f"c{number}" for number in range(N)], output_text=["so"] * N)
    first = [float(number % 2) for number in range(N)]
    second = [1 - one if number % 5 == 0 else one for number, one in enumerate(first)]
    said = labels(calls, {"ana": first, "jon": second}).with_columns(
        explanation=pl.when(pl.col("evaluator") == "jon").then(pl.lit("wrong unit")),
        inclusion_probability=pl.lit(0.25),
    )
    judged = labels(calls, {"judge-a": first}).with_columns(
        source=pl.lit("judge"), explanation=pl.lit(None, dtype=pl.String), inclusion_probability=pl.lit(1.0)
    )
    folder = tmp_path / "lake"
    write_frames(folder, {"spans": calls, "scores": pl.concat([said, judged])}, ImportRecord("a", "a", END))
    return str(folder)


def opened(lake: str) -> Source:
    return Source(open_store(lake))


def made(engine: sa.Engine, lake: str) -> ReviewBatch:
    return adjudicate(engine, opened(lake), MONTH, {}, "correctness", by="lead", at=AT)


def decide(engine: sa.Engine, batch: ReviewBatch, value: float | None, times: int) -> None:
    for number in range(times):
        now = AT + timedelta(seconds=10 * (number + 1))
        place = claim_next(engine, batch, plan_of(engine, batch.id), "lead", now)
        assert place is not None
        commit(engine, batch, place, "lead", Said(value, "read the manual"), now)


def test_the_batch_holds_what_is_labelled_differently_with_both_labels(engine: sa.Engine, lake: str) -> None:
    batch = made(engine, lake)
    items = items_of(engine, batch.id)
    assert {item.span_id for item in items} == APART
    assert (batch.kind, batch.asked.scale, batch.asked.label) == ("adjudication", Scale.YES_NO, "correctness")
    assert {item.inclusion_probability for item in items} == {None}
    assert items[0].session_id is not None
    said = items[0].beside["said"]
    assert {one["by"] for one in said} == {"ana", "jon"}
    assert len({one["value"] for one in said}) == 2
    assert {one["comment"] for one in said if one["by"] == "jon"} == {"wrong unit"}
    assert plan_of(engine, batch.id).overlap == 0
    assert words_of(batch) == f"{len(APART)} of {len(APART)} answers with different labels"


def test_nothing_is_asked_twice(engine: sa.Engine, lake: str) -> None:
    batch = made(engine, lake)
    assert made(engine, lake).id == batch.id
    decide(engine, batch, 1.0, 5)
    working = in_work(engine, batch.of.store, "correctness")
    assert (working.batch, len(working.spans)) == (batch, len(APART) - 5)
    decide(engine, batch, 1.0, len(APART) - 5)
    publish_labels(engine, batch, lake, AT)
    with pytest.raises(ReviewError, match="No answer waits"):
        made(engine, lake)


def test_a_decision_needs_a_reason(engine: sa.Engine, lake: str) -> None:
    batch = made(engine, lake)
    place = claim_next(engine, batch, plan_of(engine, batch.id), "lead", AT)
    assert place is not None
    with pytest.raises(ReviewError, match="reason"):
        commit(engine, batch, place, "lead", Said(1.0, " "), AT)


def test_a_decision_is_the_truth_and_its_author_no_rater(engine: sa.Engine, lake: str) -> None:
    before = agreement(opened(lake), MONTH)
    batch = made(engine, lake)
    decide(engine, batch, 1.0, 4)
    publish_labels(engine, batch, lake, AT)
    after = agreement(opened(lake), MONTH)
    (old,), (new,) = before.scores, after.scores
    # Neither a label, nor a reviewer, nor a coefficient is another: the lead is no rater.
    assert (new.labels, new.reviewers, new.disagreed) == (old.labels, old.reviewers, old.disagreed)
    assert new.coefficients == old.coefficients
    assert (old.open, new.open) == (len(APART), len(APART) - 4)
    assert {one.name for one in after.reviewers} == {"ana", "jon"}
    decided = [one for one in after.disagreements if one.decision]
    assert {(one.decision, one.decided_by) for one in decided} == {("pass", "lead")}
    assert len(decided) == 4
    assert all(one.decision is None for one in after.disagreements[: len(APART) - 4])
    assert f"{len(APART) - 4} wait for a decision" in " ".join(after.findings[0].details)


# By hand: of each decided span the truth is pass, of the other ten-odd spans the mean of two labels stands as before.
def test_the_judge_is_held_to_the_decision(engine: sa.Engine, lake: str) -> None:
    question = JudgeQuestion("correctness")
    asked = TraceFilter(MONTH.current)
    before = judge(opened(lake), asked, question)
    batch = made(engine, lake)
    decide(engine, batch, 1.0, len(APART))
    publish_labels(engine, batch, lake, AT)
    after = judge(opened(lake), asked, question)

    def measured(report: JudgeReport, *, people: bool) -> list[tuple[str, float]]:
        return [(one.measure, one.value.value) for one in report.agreement if one.people is people]

    # What people say of one another stands; what the judge is held to does not.
    assert measured(after, people=True) == measured(before, people=True)
    assert measured(after, people=False) != measured(before, people=False)
    # ana agrees with the judge throughout; of the 12 decided spans 6 are passes that it failed.
    (agreed,) = [one for one in after.agreement if not one.people and one.measure == "kappa"]
    assert "agrees on 90%" in agreed.note


def test_a_decision_has_the_chance_of_the_labels_that_it_decides_between(
    engine: sa.Engine, lake: str
) -> None:
    batch = made(engine, lake)
    decide(engine, batch, 1.0, 3)
    publish_labels(engine, batch, lake, AT)
    facts = judge_facts(opened(lake), MONTH, JudgeQuestion("correctness"))
    lead = facts.labels.filter(pl.col("reviewer") == "lead")
    assert lead["chance"].to_list() == [0.25] * 3
    assert facts.labels.filter(pl.col("span_id").is_in(lead["span_id"].to_list())).height == 3
    assert facts.raters["reviewer"].n_unique() == 2
    assert facts.raters.height == 2 * N


def test_what_nobody_can_judge_is_no_truth(engine: sa.Engine, lake: str) -> None:
    batch = made(engine, lake)
    decide(engine, batch, None, 2)
    publish_labels(engine, batch, lake, AT)
    facts = judge_facts(opened(lake), MONTH, JudgeQuestion("correctness"))
    assert facts.labels["span_id"].n_unique() == N - 2
    report = agreement(opened(lake), MONTH)
    assert [one.decision for one in report.disagreements[-2:]] == ["cannot judge"] * 2


def test_blind_names_hide_who_decided(engine: sa.Engine, lake: str) -> None:
    batch = made(engine, lake)
    decide(engine, batch, 1.0, 1)
    publish_labels(engine, batch, lake, AT)
    report = agreement(opened(lake), MONTH, blind=True)
    assert {one.decided_by for one in report.disagreements} == {None, "who adjudicates"}
    assert "lead" not in repr(report.disagreements)


def test_words_of_another_tool_cannot_be_decided_here(engine: sa.Engine, tmp_path: Path) -> None:
    calls = spans(20)
    words = labels(calls, {"ana": ["tone", "format"] * 10, "jon": ["tone", "facts"] * 10}, "failure")
    write_frames(tmp_path / "words", {"spans": calls, "scores": words}, ImportRecord("w", "w", END))
    with pytest.raises(ReviewError, match="neither yes and no"):
        adjudicate(engine, opened(str(tmp_path / "words")), MONTH, {}, "failure", by="lead", at=AT)


def test_the_label_in_the_store(engine: sa.Engine, lake: str) -> None:
    batch = made(engine, lake)
    decide(engine, batch, 0.0, 1)
    publish_labels(engine, batch, lake, AT)
    store = open_store(lake)
    rows = store.read(labels_of(store.catalog(), "correctness", sorted(APART)))
    (own,) = rows.filter(pl.col("evaluator") == "lead").iter_rows(named=True)
    assert (own["label"], own["value"], own["source"]) == (ADJUDICATED, 0.0, "human")
    assert own["explanation"] == "read the manual"
    assert own["inclusion_probability"] is None
