"""The batches in which somebody can still label: what a reviewer switches between."""

from collections.abc import Sequence

import sqlalchemy as sa

from tidegauge.review.progress import progress, wanted_labels
from tidegauge.workbench.batch_reviewers import reviewers_of
from tidegauge.workbench.review_batches import ReviewBatch
from tidegauge.workbench.review_plans import plan_of


def open_batches(engine: sa.Engine, batches: Sequence[ReviewBatch], reviewer: str) -> tuple[ReviewBatch, ...]:
    """Return those of the batches that want labels, and that this reviewer or nobody in particular is asked for."""
    return tuple(one for one in batches if _is_open(engine, one, reviewer))


def _is_open(engine: sa.Engine, batch: ReviewBatch, reviewer: str) -> bool:
    asked = reviewers_of(engine, batch.id)
    if asked and reviewer not in asked:
        return False
    wanted = wanted_labels(engine, batch, plan_of(engine, batch.id))
    return progress(engine, batch.id, reviewer, wanted).left > 0
