"""The items of review batches: which answers, in which order, drawn with which chance. None is changed or deleted."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from tidegauge.workbench.tables import REVIEW_ITEMS


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


def items_of(engine: sa.Engine, batch: int) -> tuple[ReviewItem, ...]:
    """Return the items of a batch in the order in which they are reviewed."""
    query = sa.select(*item_columns()).where(REVIEW_ITEMS.c.batch == batch).order_by(REVIEW_ITEMS.c.place)
    with engine.connect() as connection:
        return tuple(read_item(row) for row in connection.execute(query))


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


def item_row(batch: int, item: ReviewItem) -> dict[str, object]:
    """Return the row that holds an item of a batch."""
    # In ASCII: the databases hold neither the sign number 0 nor half a pair of surrogates.
    beside = json.dumps(item.beside) if item.beside else None
    return {"batch": batch, **vars(item), "beside": beside}
