"""A review batch as it is listed: beside what it is also how far it is, who is asked, and by which rubric."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from tidegauge.review.progress import progress, wanted_labels
from tidegauge.workbench.batch_reviewers import reviewers_of
from tidegauge.workbench.review_batches import ReviewBatch
from tidegauge.workbench.review_items import items_of
from tidegauge.workbench.review_plans import plan_of
from tidegauge.workbench.rubrics import recorded_rubric


@dataclass(frozen=True)
class ListedBatch(ReviewBatch):
    """A batch with its number of `items`, the labels that it wants (`wanted`) and has (`done`), and whose these are (`labels_by`).

    `reviewers` are those who are asked; nobody named means everybody. `rubric_name` is such as “usable r2”, None without
    one. `open_since` is when it was drawn (UTC), None where no label is left to give.
    """

    items: int = 0
    wanted: int = 0
    done: int = 0
    labels_by: Mapping[str, int] = field(default_factory=dict, hash=False)
    reviewers: tuple[str, ...] = ()
    rubric_name: str | None = None
    open_since: datetime | None = None


def listed_batches(engine: sa.Engine, batches: Sequence[ReviewBatch]) -> tuple[ListedBatch, ...]:
    """Return batches as they are listed, in the same order."""
    return tuple(_listed(engine, batch) for batch in batches)


def _listed(engine: sa.Engine, batch: ReviewBatch) -> ListedBatch:
    found = progress(engine, batch.id, "", wanted_labels(engine, batch, plan_of(engine, batch.id)))
    rubric = recorded_rubric(engine, batch)
    return ListedBatch(
        **vars(batch),
        items=len(items_of(engine, batch.id)),
        wanted=found.wanted,
        done=found.done,
        labels_by=found.by,
        reviewers=reviewers_of(engine, batch.id),
        rubric_name=f"{rubric.name} r{rubric.version}" if rubric else None,
        open_since=batch.at if found.left else None,
    )
