"""How a batch is labelled: which share of its items several people label, whose each item is, and what they are told."""

from dataclasses import dataclass

import sqlalchemy as sa

from tidegauge.workbench.review_batches import ReviewError
from tidegauge.workbench.tables import REVIEW_PLANS
from tidegauge.workbench.texts import storable

OVERLAP = 0.2
"""The share that several people label, unless somebody chose another."""
MOST_PEOPLE = 20
"""People who label one item."""


@dataclass(frozen=True)
class ReviewPlan:
    """The share (0 to 1) of the items that `people` label, blind, and the instruction, which may be empty.

    With `assigned` each item has its own reviewers among those who are asked, by a hash: they are asked for it first.
    """

    overlap: float = OVERLAP
    instruction: str = ""
    people: int = 2
    assigned: bool = False


def record_plan(engine: sa.Engine, batch: int, plan: ReviewPlan) -> None:
    """Record how a batch is labelled, once, before anybody has begun.

    Raises:
        ReviewError: the share is none, the number of people is, or the batch has a plan already.
    """
    if not 0 <= plan.overlap <= 1:
        raise ReviewError(f"The share that several people label is {plan.overlap:g}: it must be from 0 to 1.")
    if not 2 <= plan.people <= MOST_PEOPLE:
        raise ReviewError(f"{plan.people} people for one sample: it must be from 2 to {MOST_PEOPLE}.")
    values = {**vars(plan), "batch": batch, "instruction": storable(plan.instruction)}
    try:
        with engine.begin() as connection:
            connection.execute(sa.insert(REVIEW_PLANS).values(values))
    except sa.exc.IntegrityError:
        raise ReviewError(f"Review batch {batch} has a plan already, and none is changed.") from None


def plan_of(engine: sa.Engine, batch: int) -> ReviewPlan:
    """Return how a batch is labelled; as usual where nobody said."""
    with engine.connect() as connection:
        found = connection.execute(_OF_BATCH, {"batch": batch}).first()
    return ReviewPlan(*found) if found else ReviewPlan()


# Built once: every key of a review asks it, and building it takes longer than the answer.
_OF_BATCH = sa.select(*(REVIEW_PLANS.c[name] for name in ReviewPlan.__dataclass_fields__)).where(
    REVIEW_PLANS.c.batch == sa.bindparam("batch")
)
