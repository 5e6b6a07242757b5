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
from tidegauge.workbench.batch_kinds import RANDOM
from tidegauge.workbench.permission import Act, allow
from tidegauge.workbench.review_items import ReviewItem, item_row
from tidegauge.workbench.tables import REVIEW_BATCHES, REVIEW_ITEMS
from tidegauge.workbench.texts import needed_line, storable

LONGEST = 500
"""Characters of a name or a question."""


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
        "name": _line(asked.name, "A review batch needs a name."),
        "question": _line(asked.question, "A review batch needs a question for its reviewers."),
        "label": _line(asked.label, "A review batch needs a name for the score that answers become."),
        "scale": asked.scale.value,
        "unit": of.unit,
        "store": storable(of.store),
        "filter": json.dumps({"where": list(of.where), "design": of.design}),
        "link": storable(of.link),
        "start": of.window.start,
        "end": of.window.end,
        "method": of.method,
        "seed": of.seed,
        "population": of.population,
        "drawn": of.drawn,
        "kind": kind,
        "rubric": rubric,
        "by": _line(by, "Who draws the review batch?"),
        "at": at,
    }
    with engine.begin() as connection:
        allow(connection, str(values["by"]), Act.LEAD)
        key = connection.execute(sa.insert(REVIEW_BATCHES).values(values)).inserted_primary_key
        number = int(key[0]) if key else 0
        connection.execute(sa.insert(REVIEW_ITEMS), [item_row(number, item) for item in items])
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


def context(batch: ReviewBatch, item: ReviewItem) -> tuple[str, str]:
    """Return what an item is read with: ("session", its id), whose turns stand before it, else ("trace", its id)."""
    if batch.of.unit != "trace" and item.session_id:
        return "session", item.session_id
    return "trace", item.trace_id


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


def _line(text: str, missing: str) -> str:
    return needed_line(text, LONGEST, missing, ReviewError)
