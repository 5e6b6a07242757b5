"""What reviewers said of answers whose label is known: items that qualify them, mixed in among the others."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tidegauge.workbench.labels import LABEL, standing
from tidegauge.workbench.review_items import ReviewItem, item_columns, read_item
from tidegauge.workbench.tables import LABELS, REVIEW_BATCHES, REVIEW_ITEMS


@dataclass(frozen=True)
class KnownLabel:
    """One label of a score by a reviewer beside the value that is known; None is “cannot judge”."""

    name: str
    scale: str
    reviewer: str
    said: float | None
    known: float
    at: datetime


def known_labels(engine: sa.Engine, store: str) -> tuple[KnownLabel, ...]:
    """Return the labels of a store's answers that stand and whose value is known, oldest first."""
    rows, batches = LABELS.c, REVIEW_BATCHES.c
    same = sa.and_(REVIEW_ITEMS.c.batch == rows.batch, REVIEW_ITEMS.c.place == rows.place)
    joined = LABELS.join(REVIEW_ITEMS, same).join(REVIEW_BATCHES, batches.id == rows.batch)
    said = (batches.label.label("score"), batches.scale, rows.reviewer, rows.value, rows.at)
    query = sa.select(*said, *item_columns()).select_from(joined)
    # Few items have anything beside them, and fewer a known label: the rest never leaves the database.
    query = query.where(rows.action == LABEL, standing(), batches.store == store)
    query = query.where(REVIEW_ITEMS.c.beside.contains('"known"')).order_by(rows.id)
    with engine.connect() as connection:
        found = [(row, _known(read_item(row))) for row in connection.execute(query)]
    return tuple(
        KnownLabel(row.score, row.scale, row.reviewer, row.value, known, row.at)
        for row, known in found
        if known is not None
    )


def _known(item: ReviewItem) -> float | None:
    known = item.beside.get("known")
    value = known.get("value") if isinstance(known, dict) else None
    return float(value) if isinstance(value, int | float) else None
