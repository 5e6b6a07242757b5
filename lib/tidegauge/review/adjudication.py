"""Adjudication: a batch of the answers that people labelled differently, for a lead reviewer to decide, with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.reports.judge_question import JudgeQuestion
from tidegauge.reports.source import Source
from tidegauge.review.batches import record_chosen
from tidegauge.review.kinds._kind import Wanted
from tidegauge.review.kinds.adjudication import different_labels
from tidegauge.workbench.batch_kinds import ADJUDICATION
from tidegauge.workbench.labels import LABEL, standing
from tidegauge.workbench.review_batches import Asked, ReviewBatch, ReviewError, Scale, list_batches
from tidegauge.workbench.review_items import ReviewItem, item_columns, read_item
from tidegauge.workbench.review_plans import ReviewPlan, record_plan
from tidegauge.workbench.rubric import VERDICT_KEYS
from tidegauge.workbench.tables import LABELS, REVIEW_ITEMS

INSTRUCTION = (
    "Decide which label is right, and say why. Your decision counts as the truth in place of these labels."
)
_SCALES = {one: set(VERDICT_KEYS[one].values()) for one in (Scale.YES_NO, Scale.ONE_TO_FIVE)}


@dataclass(frozen=True)
class InWork:
    """The newest adjudication batch of a score that has answers left, and the spans that wait in any."""

    batch: ReviewBatch | None
    spans: frozenset[str]


def in_work(engine: sa.Engine, store: str, name: str) -> InWork:
    """Return which answers of a score are in an adjudication batch and not decided yet."""
    batches = [
        one
        for one in list_batches(engine)
        if (one.kind, one.of.store, one.asked.label) == (ADJUDICATION, store, name)
    ]
    left = {one.id: _left(engine, one.id) for one in batches}
    newest = next((one for one in batches if left[one.id]), None)
    return InWork(newest, frozenset().union(*left.values()))


def adjudicate(
    engine: sa.Engine,
    source: Source,
    asked: TraceFilter,
    questions: Mapping[str, JudgeQuestion],
    name: str,
    *,
    by: str,
    at: datetime,
    link: str = "",
) -> ReviewBatch:
    """Make a batch of the answers that people labelled differently on a score and nobody has decided, and return it.

    Where all of them are in such a batch already, that one is returned.

    Raises:
        ReviewError: there is no such answer, or the labels are on no scale that a reviewer can decide on.
        StoreError: the store does not answer.
    """
    working = in_work(engine, source.store.url, name)
    wanted = Wanted(score=name, taken=working.spans)
    try:
        chosen = different_labels(source, asked, wanted, questions)
    except ReviewError:
        if working.batch is not None:
            return working.batch
        raise
    before = _batches_of(engine, source.store.url, name)
    question = _asked(before, name, chosen.items)
    items = [replace(item, beside={**item.beside, **_where(engine, before, item)}) for item in chosen.items]
    whole = replace(chosen, items=tuple(items))
    rubric = next((one.rubric for one in before if one.rubric is not None), None)
    batch = record_chosen(
        engine, source, asked, question, ADJUDICATION, whole, by=by, at=at, link=link, rubric=rubric
    )
    record_plan(engine, batch.id, ReviewPlan(0.0, INSTRUCTION))
    return batch


def _batches_of(engine: sa.Engine, store: str, name: str) -> list[ReviewBatch]:
    """Return the batches whose labels made the score, newest first: what reviewers were asked then is asked again."""
    return [
        one
        for one in list_batches(engine)
        if one.kind != ADJUDICATION and (one.of.store, one.asked.label) == (store, name)
    ]


def _asked(before: list[ReviewBatch], name: str, items: tuple[ReviewItem, ...]) -> Asked:
    title = f"Decide on {name}"[:200]
    if before:
        return replace(before[0].asked, name=title)
    given = {said["value"] for item in items for said in item.beside["said"]}
    scale = next(
        (scale for scale, values in _SCALES.items() if given - {None} and given - {None} <= values), None
    )
    if scale is None:
        raise ReviewError(
            f"The labels of “{name}” were given elsewhere, and are neither yes and no (1, 0) nor marks from 1 to 5. "
            "Decide on them in the tool that they come from, and import the decisions with the label “adjudicated”."
        )
    return Asked(title, f"What is right for “{name}”?"[:500], name, scale)


def _where(engine: sa.Engine, before: list[ReviewBatch], item: ReviewItem) -> dict[str, object]:
    """Return where the labels were given, and the answer that this one was compared with."""
    items = REVIEW_ITEMS.c
    query = sa.select(items.batch, *item_columns()).where(
        items.span_id == item.span_id, items.batch.in_([one.id for one in before])
    )
    with engine.connect() as connection:
        found = [(row.batch, read_item(row)) for row in connection.execute(query.order_by(items.batch))]
    compared: dict[str, object] = {}
    for _, one in found:
        compared |= {name: one.beside[name] for name in ("other", "swapped") if name in one.beside}
    return {"of": [{"batch": batch, "place": one.place} for batch, one in found], **compared}


def _left(engine: sa.Engine, batch: int) -> set[str]:
    items, rows = REVIEW_ITEMS.c, LABELS.c
    done = sa.select(rows.place).where(rows.batch == batch, rows.action == LABEL, standing())
    query = sa.select(items.span_id).where(items.batch == batch, items.place.not_in(done))
    with engine.connect() as connection:
        return set(connection.execute(query).scalars())
