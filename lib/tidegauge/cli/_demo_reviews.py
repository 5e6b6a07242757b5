"""What a newcomer finds on Review, Agreement and Golden sets of the demo: a batch that two people began, and a frozen set.

It is made by the functions that everybody's batches, labels and sets are made by.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa

from tidegauge.cli._demo_workbench import BY
from tidegauge.comparisons import Request, resolve
from tidegauge.demo.plan import load_plan
from tidegauge.imports.label_publish import publish_labels
from tidegauge.reports.source import Source
from tidegauge.review.golden.collect import collect
from tidegauge.review.kinds import Wanted
from tidegauge.review.loop import claim_next, commit
from tidegauge.review.making import NewBatch, made, proposed
from tidegauge.review.samples import ReviewSample, samples
from tidegauge.settings import Settings
from tidegauge.stores import open_store
from tidegauge.workbench.golden_sets import freeze
from tidegauge.workbench.labels import Said
from tidegauge.workbench.review_batches import Asked, ReviewBatch
from tidegauge.workbench.review_items import items_of
from tidegauge.workbench.review_plans import ReviewPlan
from tidegauge.workbench.rubric import Rubric
from tidegauge.workbench.rubric_file import shipped_rubrics
from tidegauge.workbench.rubrics import record_rubric

ITEMS = 30
SET = "support"
SEED = "demo"
_OVERLAP = 0.6
_LABELLED = (16, 12)
"""Labels of the first and the second reviewer: about half of what the batch wants."""
_APART = 4
"""Every so many shared answers the second reviewer sees otherwise."""
_LOW = 2.0
"""Marks of the judge up to which these reviewers see a fault."""
_BEGAN, _EACH = timedelta(hours=2), timedelta(seconds=21)
_PLAN = ReviewPlan(_OVERLAP)


def fill_reviews(engine: sa.Engine, settings: Settings, source: Source, store: str, at: datetime) -> str:
    """Draw a batch, label half of it, freeze a golden set, and return as which import the labels stand in the store.

    Raises:
        TidegaugeError: the store or the workbench cannot be written to.
    """
    batch, rubric = _batch(engine, settings, source, at - _BEGAN)
    _label(engine, source, batch, rubric, settings.judge.score, at - _BEGAN)
    publish_labels(engine, batch, store, at, settings.dimensions)
    collect(engine, source, batch, SET, by=BY, at=at)
    freeze(engine, SET, note="What two people labelled alike", by=BY, at=at)
    return next(one.batch for one in reversed(open_store(store).imports) if one.at == at)


def _batch(engine: sa.Engine, settings: Settings, source: Source, at: datetime) -> tuple[ReviewBatch, Rubric]:
    rubric = record_rubric(engine, shipped_rubrics()["usable"].read_text(encoding="utf-8"), BY, at)
    verdict = rubric.rubric.verdict
    asked = Asked(f"{ITEMS} answers of every mark", verdict.question, verdict.label, verdict.scale)
    wanted = Wanted(ITEMS, SEED, score=settings.judge.score)
    new = NewBatch("informative", wanted, asked, _PLAN, rubric)
    catalog = source.store.catalog()
    question = resolve(Request(window="last 7 days", compare="none"), at, catalog.first, catalog.newest)
    chosen, question = proposed(engine, source, question, settings, new)
    return made(engine, source, question, new, chosen, by=BY, at=at), rubric.rubric


def _label(
    engine: sa.Engine, source: Source, batch: ReviewBatch, rubric: Rubric, score: str, at: datetime
) -> None:
    known = samples(source, batch, items_of(engine, batch.id), rubric)
    first, second = load_plan().reviews.reviewers[:2]
    shared: set[int] = set()
    for who, n in zip((first, second), _LABELLED, strict=True):
        seen: list[int] = []
        for _ in range(n):
            at += _EACH
            place = claim_next(engine, batch, _PLAN, who, at)
            if place is None:
                break
            seen.append(place)
            both = shared & set(seen)
            apart = place in both and len(both) % _APART == 0
            commit(engine, batch, place, who, _said(known[place], score, apart=apart), at + _EACH, rubric)
        shared = set(seen)


def _said(sample: ReviewSample, score: str, *, apart: bool) -> Said:
    """Return what a careful reader says of an answer; `apart`, what another one does."""
    fault, note = _fault(sample, score)
    if apart and not fault:
        fault, note = "incomplete", "I would have to ask back."
    elif apart:
        fault = ""
    if not fault:
        return Said(1.0, "", _EACH.total_seconds(), {"correct": 4.0 if apart else 5.0})
    answers: Mapping[str, object] = {"wrong": [fault], "correct": 2.0}
    return Said(0.0, note, _EACH.total_seconds(), answers)


def _fault(sample: ReviewSample, score: str) -> tuple[str, str]:
    """Return what is wrong with an answer, by its form or by the judge's mark, and the note on it; empty where nothing is."""
    output = sample.output or ""
    if not output:
        return "incomplete", "There is no answer."
    if output.startswith("{") and not _is_json(output):
        return "format", "The app cannot read this."
    marks = [one.value for one in sample.judged if one.value is not None and one.name == score]
    return ("wrong fact", "This is not what the documents say.") if marks and min(marks) <= _LOW else ("", "")


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
