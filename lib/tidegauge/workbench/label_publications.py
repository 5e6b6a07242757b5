"""Which labels a trace store has: appended, like the labels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tidegauge.workbench.labels import LABEL, answers_in, standing
from tidegauge.workbench.review_items import ReviewItem, item_columns, read_item
from tidegauge.workbench.tables import LABEL_PUBLICATIONS, LABELS, REVIEW_ITEMS


@dataclass(frozen=True)
class Unpublished:
    """A label with its item, as a store needs it."""

    id: int
    reviewer: str
    value: float | None
    label: str | None
    comment: str | None
    at: datetime
    item: ReviewItem
    answers: Mapping[str, Any] = field(default_factory=dict)


def unpublished(engine: sa.Engine, batch: int) -> tuple[list[Unpublished], list[Unpublished]]:
    """Return the labels of a batch that the store must get, and those that it has and that were undone since."""
    out = sa.exists().where(LABEL_PUBLICATIONS.c.label == LABELS.c.id)
    taken_back = out.where(LABEL_PUBLICATIONS.c.gone)
    with engine.connect() as connection:
        new = connection.execute(_labels(batch).where(standing(), sa.not_(out)))
        gone = connection.execute(_labels(batch).where(sa.not_(standing()), out, sa.not_(taken_back)))
        return [_read(row) for row in new], [_read(row) for row in gone]


def standing_labels(engine: sa.Engine, batch: int) -> list[Unpublished]:
    """Return every label of a batch that stands, published or not, oldest first."""
    with engine.connect() as connection:
        return [_read(row) for row in connection.execute(_labels(batch).where(standing()))]


def published_labels(engine: sa.Engine, batch: int) -> list[Unpublished]:
    """Return the labels of a batch that the store has and that stand, oldest first."""
    out = sa.exists().where(LABEL_PUBLICATIONS.c.label == LABELS.c.id)
    with engine.connect() as connection:
        return [_read(row) for row in connection.execute(_labels(batch).where(standing(), out))]


def waiting(engine: sa.Engine, batch: int) -> int:
    """Return how many labels the store does not have as they stand."""
    return sum(map(len, unpublished(engine, batch)))


def record_publications(
    engine: sa.Engine, new: Sequence[Unpublished], gone: Sequence[Unpublished], at: datetime
) -> None:
    """Record what the store has got, and what was taken out of it."""
    rows = [{"label": one.id, "gone": False, "at": at} for one in new]
    rows += [{"label": one.id, "gone": True, "at": at} for one in gone]
    if rows:
        with engine.begin() as connection:
            connection.execute(sa.insert(LABEL_PUBLICATIONS), rows)


def _labels(batch: int) -> sa.Select[Any]:
    rows, items = LABELS.c, REVIEW_ITEMS.c
    columns = (rows.id, rows.reviewer, rows.value, rows.label, rows.comment, rows.at, rows.answers)
    same = sa.and_(items.batch == rows.batch, items.place == rows.place)
    query = sa.select(*columns, *item_columns())
    query = query.select_from(LABELS.join(REVIEW_ITEMS, same))
    return query.where(rows.batch == batch, rows.action == LABEL).order_by(rows.id)


def _read(row: sa.Row[Any]) -> Unpublished:
    told = (row.id, row.reviewer, row.value, row.label, row.comment, row.at)
    return Unpublished(*told, read_item(row), answers_in(row.answers))
