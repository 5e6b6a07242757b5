"""From what somebody asks for to a recorded batch: usual words, a look at what is there already, the plan, the people."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.formats import count
from tidegauge.queries.review_units import ANSWER
from tidegauge.reports._feedback.read import of_people
from tidegauge.reports.judge_question import PREFERENCE, judge_question
from tidegauge.reports.source import Source
from tidegauge.review.asking import Ask, directly
from tidegauge.review.batches import SATISFIED, alike, choose, going_on, record_chosen, words_of
from tidegauge.review.kinds import Chosen, Wanted, kind_of
from tidegauge.review.label_scale import check_scale
from tidegauge.review.qualification import KnownAnswer, mixed_in
from tidegauge.settings import Settings
from tidegauge.workbench.batch_kinds import RANDOM
from tidegauge.workbench.batch_reviewers import ask_reviewers
from tidegauge.workbench.review_batches import Asked, ReviewBatch, ReviewError, Scale
from tidegauge.workbench.review_designs import read_design
from tidegauge.workbench.review_plans import ReviewPlan, record_plan
from tidegauge.workbench.rubrics import RecordedRubric

USABLE = "Is this answer usable as it is?"
"""What reviewers of answers are asked."""
BETTER = "Which answer is better?"
"""What reviewers of two versions are asked."""


class TwinError(ReviewError):
    """An equal batch is there already: whoever wants another one must say so."""


@dataclass(frozen=True)
class NewBatch:
    """What somebody asks for: a kind with what it needs, what reviewers are asked, how it is labelled, and by whom.

    Without `reviewers` everybody may review. `known` are mixed in; `link` shows the page that asks. `fresh`
    is the seed of a draw that neither names one nor goes on with an earlier one.
    """

    kind: str
    wanted: Wanted
    asked: Asked
    plan: ReviewPlan = field(default_factory=ReviewPlan)
    rubric: RecordedRubric | None = None
    reviewers: tuple[str, ...] = ()
    known: tuple[KnownAnswer, ...] = ()
    link: str = ""
    fresh: str = ""


def is_of_sessions(kind: str, unit: str) -> bool:
    """Whether sessions are drawn, of those who could rate, and not answers."""
    return "unit" in kind_of(kind).options and unit != ANSWER


def usual_words(settings: Settings, kind: str, unit: str, rubric: RecordedRubric | None = None) -> Asked:
    """Return what reviewers are asked where nobody said: as the rubric says, else by the kind."""
    title = kind_of(kind).title
    if rubric is not None:
        verdict = rubric.rubric.verdict
        return Asked(title, verdict.question, verdict.label, verdict.scale)
    if kind == "versions":
        return Asked(title, BETTER, PREFERENCE, Scale.PREFERENCE)
    if is_of_sessions(kind, unit):
        return Asked(title, SATISFIED, settings.feedback.review)
    return Asked(title, USABLE, settings.judge.score)


def completed(settings: Settings, source: Source, wanted: Wanted) -> Wanted:
    """Return the same with what the settings say of errors and flags, and of the judge's score."""
    told = replace(wanted, always=wanted.always or settings.judge.always)
    if not wanted.score:
        return told
    known = judge_question(settings, source.store.catalog(), wanted.score)
    return replace(told, passes=known.passes.get(wanted.score), lower=known.good == "lower")


def proposed(
    engine: sa.Engine,
    source: Source,
    question: TraceFilter,
    settings: Settings,
    new: NewBatch,
    ask: Ask = directly,
) -> tuple[Chosen, TraceFilter]:
    """Return what the batch would hold, and the filter that it is of. Nothing is recorded.

    The store is asked by `ask`. A random draw goes on where the last one of the same units ended, unless a seed is given.

    Raises:
        ReviewError: there is nothing of this kind, or a number cannot be used.
        FilterError: the store does not have what is named.
        StoreError: the store does not answer.
    """
    check_scale(source, new.asked, ask)
    wanted = completed(settings, source, new.wanted)
    if is_of_sessions(new.kind, wanted.unit):
        question = of_people(source, question, settings.feedback)
    if new.kind == "versions" and new.asked.scale is not Scale.PREFERENCE:
        raise ReviewError(
            f"Two versions are compared on the scale “{Scale.PREFERENCE.value}”, not “{new.asked.scale.value}”."
        )
    if new.kind == RANDOM:
        wanted = going_on(engine, source, question, new.asked, wanted)
    wanted = replace(wanted, seed=wanted.seed or new.fresh)
    chosen = ask(choose, source, question, new.kind, wanted)
    return mixed_in(chosen, new.known, source, new.asked.scale) if new.known else chosen, question


def made(
    engine: sa.Engine,
    source: Source,
    question: TraceFilter,
    new: NewBatch,
    chosen: Chosen,
    *,
    by: str,
    at: datetime,
    again: bool = False,
) -> ReviewBatch:
    """Record what was `proposed`, with its filter, and return the batch.

    Raises:
        NotAllowedError: `by` is not one who leads reviews.
        TwinError: an equal batch is there already, and nobody said `again`.
        ReviewError: a text or number cannot be used.
    """
    twins = twins_of(engine, source, question, new, chosen)
    if twins and not again:
        raise TwinError(twin_words(twins))
    rubric = new.rubric.id if new.rubric else None
    batch = record_chosen(
        engine, source, question, new.asked, new.kind, chosen, by=by, at=at, link=new.link, rubric=rubric
    )
    record_plan(engine, batch.id, new.plan)
    if new.reviewers:
        ask_reviewers(engine, batch.id, new.reviewers, by=by, at=at)
    return batch


def twins_of(
    engine: sa.Engine, source: Source, question: TraceFilter, new: NewBatch, chosen: Chosen
) -> tuple[ReviewBatch, ...]:
    """Return the batches that are equal: as many of how many, of the same kind, units, window, filter, score and division."""
    return tuple(
        batch
        for batch in alike(engine, source, question, new.asked, new.kind, chosen.unit)
        if words_of(batch) == chosen.words and read_design(batch.of.design).by == chosen.design.by
    )


def twin_words(twins: Sequence[ReviewBatch]) -> str:
    """Return what is said of equal batches."""
    one = twins[0]
    return (
        f"Batch {one.id} is the same already: {count(one.of.drawn)} {one.of.unit}s of this filter, drawn by {one.by} "
        f"on {one.at:%d %b %Y} at {one.at:%H:%M} UTC."
    )
