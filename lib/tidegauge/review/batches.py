"""Make a review batch: draw or choose its items by its kind, and record it with all that the draw was."""

import secrets
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.reports.source import Source
from tidegauge.review.draw import METHOD
from tidegauge.review.kinds import Chosen, Wanted, kind_of
from tidegauge.review.kinds._items import current
from tidegauge.review.kinds.random import unit_of_draw
from tidegauge.workbench.batch_kinds import RANDOM
from tidegauge.workbench.review_batches import Asked, Drawn, ReviewBatch, list_batches, record_batch
from tidegauge.workbench.review_designs import written
from tidegauge.workbench.review_items import items_of

SATISFIED = "Was the person satisfied with the answers?"
"""What reviewers of sessions are asked."""


def choose(source: Source, question: TraceFilter, kind: str, wanted: Wanted) -> Chosen:
    """Return what a batch would hold: nothing is recorded. Without a seed a new one is made.

    Raises:
        ReviewError: there is nothing of this kind, or a number cannot be used.
        FilterError: the store does not have what is named.
        StoreError: the store does not answer.
    """
    return kind_of(kind).draw(source, question, replace(wanted, seed=wanted.seed or secrets.token_hex(8)))


def record_chosen(
    engine: sa.Engine,
    source: Source,
    question: TraceFilter,
    asked: Asked,
    kind: str,
    chosen: Chosen,
    *,
    by: str,
    at: datetime,
    link: str = "",
    rubric: int | None = None,
) -> ReviewBatch:
    """Record what `choose` gave as a batch, and return it.

    Raises:
        ReviewError: a text cannot be used.
    """
    now = current(question)
    of = Drawn(
        store=source.store.url,
        unit=chosen.unit,
        window=now.current.window,
        where=tuple(map(str, now.where)),
        link=link,
        method=chosen.method,
        seed=chosen.seed,
        population=chosen.population,
        drawn=sum("known" not in item.beside for item in chosen.items),
        design={**written(chosen.design), "words": chosen.words},
    )
    return record_batch(engine, asked, of, chosen.items, by=by, at=at, kind=kind, rubric=rubric)


def going_on(
    engine: sa.Engine, source: Source, question: TraceFilter, asked: Asked, wanted: Wanted
) -> Wanted:
    """Return the same with the seed of the last random batch of the same units, and what its draw has taken.

    Nothing changes where a seed is given, or where there is no such batch.
    """
    unit = unit_of_draw(source, wanted.unit)
    every = [
        batch
        for batch in alike(engine, source, question, asked, RANDOM, unit)
        if batch.of.method == METHOD and batch.asked.scale == asked.scale
    ]
    if wanted.seed or not every:
        return wanted
    seed = every[0].of.seed
    parts = [items_of(engine, batch.id) for batch in every if batch.of.seed == seed]
    drawn = (one for items in parts for one in items if one.inclusion_probability is not None)
    taken = (_unit(unit, one.session_id, one.trace_id, one.span_id) for one in drawn)
    return replace(wanted, seed=seed, taken=frozenset(one for one in taken if one))


def alike(
    engine: sa.Engine, source: Source, question: TraceFilter, asked: Asked, kind: str, unit: str = ""
) -> tuple[ReviewBatch, ...]:
    """Return the batches of one kind with the same score, of the same units, store, window and filter, newest first."""
    now = current(question)
    same = (kind, asked.label, source.store.url, now.current.window, frozenset(map(str, now.where)))
    return tuple(
        one
        for one in list_batches(engine)
        if (one.kind, one.asked.label, one.of.store, one.of.window, frozenset(one.of.where)) == same
        and (not unit or one.of.unit == unit)
    )


def words_of(batch: ReviewBatch) -> str:
    """Return how a batch was drawn, in words: “300 of 2,140 sessions, at random”."""
    told = batch.of.design.get("words")
    return str(told) if told else f"{batch.of.drawn:,} of {batch.of.population:,} {batch.of.unit}s, at random"


def _unit(unit: str, session: str | None, trace: str, span: str) -> str | None:
    return {"session": session, "trace": trace, "answer": span}[unit]
