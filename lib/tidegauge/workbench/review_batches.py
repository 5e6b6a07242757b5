"""Review batches: what was drawn or chosen for people to review, from how much, and how. None is changed or deleted."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from tidegauge.errors import TidegaugeError, unknown
from tidegauge.filters import Window
from tidegauge.workbench.audit import record
from tidegauge.workbench.permission import Act, allow
from tidegauge.workbench.tables import REVIEW_BATCHES, REVIEW_ITEMS

LONGEST = 500
"""Characters of a name or a question."""
RANDOM = "random"
"""The kind of a batch that nobody said another of."""
ADJUDICATION = "adjudication"
"""The kind of a batch whose labels decide between those of others."""


class ReviewError(TidegaugeError):
    """A review batch cannot be drawn, found, or labelled as it was asked for."""


class Scale(StrEnum):
    """What a reviewer may answer, beside “cannot judge”."""

    YES_NO = "yes or no"
    ONE_TO_FIVE = "1 to 5"
    PREFERENCE = "which is better"
    """Of two answers: 1 where the item's own is better, 0 where the other one is, 0.5 for a tie."""


@dataclass(frozen=True)
class Asked:
    """What reviewers are asked: the batch's name, the question, and the score that answers become, on which scale."""

    name: str
    question: str
    label: str
    scale: Scale = Scale.YES_NO


@dataclass(frozen=True)
class Drawn:
    """From what a batch was drawn: the sessions, traces or answers (`unit`) of a store, a window and a filter, and how.

    `link` shows the page that asked for it. `population` is how many there were, `drawn` how many were taken by
    `method` with `seed`. `design` is what the chances are worked out from beside these, such as the size of each stratum.
    """

    store: str
    unit: str
    window: Window
    where: tuple[str, ...]
    link: str
    method: str
    seed: str
    population: int
    drawn: int
    design: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class ReviewBatch:
    """One batch, who drew it, and when (UTC). `kind` says why it exists, `rubric` is the id of what reviewers are asked."""

    id: int
    asked: Asked
    of: Drawn
    by: str
    at: datetime
    kind: str = RANDOM
    rubric: int | None = None


@dataclass(frozen=True)
class ReviewItem:
    """One answer to review: its `place` in the order, from 1 on, and the chance with which it was drawn.

    The chance is None where it was chosen and not drawn: its label speaks for no other one. `beside` is what belongs to
    it: `stratum`, `other` and `swapped` (a comparison), `known` (a qualification item), `of` (an adjudication).
    """

    place: int
    trace_id: str
    span_id: str
    session_id: str | None
    inclusion_probability: float | None
    beside: Mapping[str, Any] = field(default_factory=dict, hash=False)


def record_batch(
    engine: sa.Engine,
    asked: Asked,
    of: Drawn,
    items: Sequence[ReviewItem],
    *,
    by: str,
    at: datetime,
    kind: str = RANDOM,
    rubric: int | None = None,
) -> ReviewBatch:
    """Record a batch with its items, all or nothing, and return it.

    Raises:
        ReviewError: nobody signs it, it has no name or no item, or a text is too long.
        NotAllowedError: there are members, and who signs is no lead.
    """
    if not items:
        raise ReviewError("A review batch needs at least one item.")
    values = {
        "name": _text(asked.name, "A review batch needs a name."),
        "question": _text(asked.question, "A review batch needs a question for its reviewers."),
        "label": _text(asked.label, "A review batch needs a name for the score that answers become."),
        "scale": asked.scale.value,
        "unit": of.unit,
        "store": _clean(of.store),
        "filter": json.dumps({"where": list(of.where), "design": of.design}),
        "link": _clean(of.link),
        "start": of.window.start,
        "end": of.window.end,
        "method": of.method,
        "seed": of.seed,
        "population": of.population,
        "drawn": of.drawn,
        "kind": kind,
        "rubric": rubric,
        "by": _text(by, "Who draws the review batch?"),
        "at": at,
    }
    with engine.begin() as connection:
        allow(connection, str(values["by"]), Act.LEAD)
        key = connection.execute(sa.insert(REVIEW_BATCHES).values(values)).inserted_primary_key
        number = int(key[0]) if key else 0
        connection.execute(sa.insert(REVIEW_ITEMS), [_row(number, item) for item in items])
        said = {"name": asked.name, "kind": kind, "items": len(items), "of": of.population}
        record(connection, str(values["by"]), "draw batch", number, said=said, at=at)
    return batch_of(engine, str(number))


def list_batches(engine: sa.Engine) -> tuple[ReviewBatch, ...]:
    """Return every batch, newest first."""
    with engine.connect() as connection:
        query = sa.select(REVIEW_BATCHES).order_by(REVIEW_BATCHES.c.id.desc())
        return tuple(_read(row) for row in connection.execute(query))


def batch_of(engine: sa.Engine, told: str) -> ReviewBatch:
    """Return the batch of a number, or the newest one of a name.

    Raises:
        ReviewError: there is none.
    """
    batches = list_batches(engine)
    for batch in batches:
        if told in {str(batch.id), batch.asked.name}:
            return batch
    if not batches:
        raise ReviewError(
            "There is no review batch yet. Draw one on the page Feedback, or: tidegauge review draw"
        )
    names = [name for batch in batches for name in (str(batch.id), batch.asked.name)]
    raise ReviewError(unknown("review batch", told, names))


def items_of(engine: sa.Engine, batch: int) -> tuple[ReviewItem, ...]:
    """Return the items of a batch in the order in which they are reviewed."""
    query = sa.select(*item_columns()).where(REVIEW_ITEMS.c.batch == batch).order_by(REVIEW_ITEMS.c.place)
    with engine.connect() as connection:
        return tuple(read_item(row) for row in connection.execute(query))


def context(batch: ReviewBatch, item: ReviewItem) -> tuple[str, str]:
    """Return what an item is read with: ("session", its id), whose turns stand before it, else ("trace", its id)."""
    if batch.of.unit != "trace" and item.session_id:
        return "session", item.session_id
    return "trace", item.trace_id


def item_at(engine: sa.Engine, batch: int, place: int) -> ReviewItem:
    """Return the item at a place of a batch that has it."""
    where = (REVIEW_ITEMS.c.batch == batch, REVIEW_ITEMS.c.place == place)
    with engine.connect() as connection:
        return read_item(connection.execute(sa.select(*item_columns()).where(*where)).one())


def item_columns() -> list[sa.Column[Any]]:
    """Return the columns that `read_item` reads."""
    return [REVIEW_ITEMS.c[name] for name in ReviewItem.__dataclass_fields__]


def read_item(row: sa.Row[Any]) -> ReviewItem:
    """Return the item of a row that has the item's columns, and maybe others."""
    beside = json.loads(row.beside) if row.beside else {}
    return ReviewItem(row.place, row.trace_id, row.span_id, row.session_id, row.inclusion_probability, beside)


def _row(batch: int, item: ReviewItem) -> dict[str, object]:
    # In ASCII: the databases hold neither the sign number 0 nor half a pair of surrogates.
    beside = json.dumps(item.beside) if item.beside else None
    return {"batch": batch, **vars(item), "beside": beside}


def _read(row: sa.Row[tuple[object, ...]]) -> ReviewBatch:
    told = json.loads(row.filter)
    of = Drawn(
        row.store,
        row.unit,
        Window(row.start, row.end),
        tuple(told["where"]),
        row.link,
        row.method,
        row.seed,
        row.population,
        row.drawn,
        told.get("design", {}),
    )
    asked = Asked(row.name, row.question, row.label, Scale(row.scale))
    return ReviewBatch(row.id, asked, of, row.by, row.at, row.kind, row.rubric)


def _clean(text: str) -> str:
    # PostgreSQL's text cannot hold the sign number 0.
    return text.replace("\x00", "")


def _text(text: str, missing: str) -> str:
    kept = " ".join(_clean(text).split())
    if not kept:
        raise ReviewError(missing)
    if len(kept) > LONGEST:
        raise ReviewError(f"The text has {len(kept)} characters; at most {LONGEST} fit.")
    return kept
