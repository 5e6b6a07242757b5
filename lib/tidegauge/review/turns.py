"""Whose turn it is with an item: how many people it needs, and whether it is somebody's own."""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from tidegauge.review.overlap import assigned_to, reviewers_needed
from tidegauge.workbench.batch_reviewers import reviewers_of
from tidegauge.workbench.review_batches import ReviewBatch, ReviewError
from tidegauge.workbench.review_plans import ReviewPlan

EVERYBODY = 1_000_000
"""More people than there are: everybody labels an item whose answer is known, to be held to it."""


@dataclass(frozen=True)
class Turns:
    """A batch's plan, with who is asked to review it: nobody named means everybody."""

    batch: ReviewBatch
    plan: ReviewPlan
    asked: tuple[str, ...]

    @property
    def people(self) -> int:
        """How many label an item of the overlap: as planned, and no more than there are."""
        return min(self.plan.people, len(self.asked)) if self.asked else self.plan.people

    def needed(self, span_id: str, *, known: bool) -> int:
        """Return how many people label an item."""
        if known:
            return len(self.asked) or EVERYBODY
        return reviewers_needed(self.batch.of.seed, span_id, self.plan.overlap, self.people)

    def own(self, reviewer: str) -> Callable[[str], bool] | None:
        """Return which spans are a reviewer's own; None where whoever comes first takes an item."""
        if not (self.plan.assigned and self.asked):
            return None

        def mine(span_id: str) -> bool:
            n = self.needed(span_id, known=False)
            return reviewer in assigned_to(self.batch.of.seed, span_id, self.asked, n)

        return mine


def turns_of(of: sa.Engine | sa.Connection, batch: ReviewBatch, plan: ReviewPlan) -> Turns:
    """Return whose turn it is in a batch."""
    return Turns(batch, plan, reviewers_of(of, batch.id))


def check_asked(turns: Turns, reviewer: str) -> None:
    """Refuse a reviewer whom nobody asked.

    Raises:
        ReviewError: others are asked to review this batch.
    """
    if turns.asked and reviewer not in turns.asked:
        batch = turns.batch
        add = "Ask whoever drew it to add you."
        if reviewer == batch.by:
            add = f"You drew it: tidegauge review ask {batch.id} --reviewer NAME adds people."
        raise ReviewError(
            f"{', '.join(turns.asked)} {'is' if len(turns.asked) == 1 else 'are'} asked to review batch "
            f"{batch.id}, and you are {reviewer}. {add}"
        )
