"""How far a batch is: labels wanted and there, of whom, how fast, and what is left for one reviewer."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

import sqlalchemy as sa

from tidegauge.formats import count
from tidegauge.review.turns import turns_of
from tidegauge.workbench.batch_reviewers import reviewers_of
from tidegauge.workbench.labels import LABEL, standing
from tidegauge.workbench.review_batches import ReviewBatch
from tidegauge.workbench.review_claims import DONE
from tidegauge.workbench.review_items import items_of
from tidegauge.workbench.review_plans import ReviewPlan
from tidegauge.workbench.tables import LABELS, REVIEW_CLAIMS, REVIEW_ITEMS

LAST = 100
"""Labels of which the pace is the median,"""
FEWEST = 5
"""and how many it needs: the first sample is read with its rubric."""


# Built once: every key of a review asks it.
_EVERY = (
    sa.select(LABELS.c.seconds)
    .where(LABELS.c.batch == sa.bindparam("batch"), LABELS.c.action == LABEL, LABELS.c.seconds.is_not(None))
    .where(standing())
    .order_by(LABELS.c.id.desc())
    .limit(LAST)
)
_OWN = _EVERY.where(LABELS.c.reviewer == sa.bindparam("reviewer"))


@dataclass(frozen=True)
class Progress:
    """The labels that a batch wants and has, by reviewer; `seconds` is one's own median, else the team's.

    It is None below 5 labels.
    """

    wanted: int
    by: Mapping[str, int]
    seconds: float | None

    @property
    def done(self) -> int:
        """Labels that stand."""
        return sum(self.by.values())

    @property
    def left(self) -> int:
        """Labels that are still wanted."""
        return max(self.wanted - self.done, 0)

    @property
    def minutes_left(self) -> float | None:
        """How long one reviewer needs for what is left, None where the pace is not known."""
        return None if self.seconds is None else self.left * self.seconds / 60


def wanted_labels(engine: sa.Engine, batch: ReviewBatch, plan: ReviewPlan) -> int:
    """Return how many labels a batch wants: one an item, more of the overlap.

    Of an item whose answer is known one of everybody who is asked for the batch; where nobody is named, one.
    """
    turns, items = turns_of(engine, batch, plan), items_of(engine, batch.id)
    return sum(len(turns.asked) or 1 for one in items if "known" in one.beside) + sum(
        turns.needed(one.span_id, known=False) for one in items if "known" not in one.beside
    )


def shared_samples(engine: sa.Engine, batch: ReviewBatch, plan: ReviewPlan) -> str:
    """Return how many samples several people label, in words: “36 of 200 samples are labelled by 2 people, blind.”

    Empty where each is labelled once, as in an adjudication.
    """
    turns, items = turns_of(engine, batch, plan), items_of(engine, batch.id)
    n = sum(turns.needed(one.span_id, known=False) > 1 for one in items)
    if not n:
        return ""
    times = "twice" if turns.people == 2 else f"by {turns.people} people"
    return f"{count(n)} of {count(len(items))} samples are labelled {times}, blind."


def progress(engine: sa.Engine, batch: int, reviewer: str, wanted: int) -> Progress:
    """Return how far a batch is, as one reviewer sees it.

    `wanted` is of `wanted_labels`. Where everybody may review, more of it are wanted with everybody who comes to an item
    whose answer is known.
    """
    claims = REVIEW_CLAIMS.c
    counted = sa.select(claims.reviewer, sa.func.count()).where(claims.batch == batch, claims.state == DONE)
    with engine.connect() as connection:
        by = {str(who): int(n) for who, n in connection.execute(counted.group_by(claims.reviewer))}
        own = _seconds(connection, batch, reviewer)
        every = own if len(own) >= FEWEST else _seconds(connection, batch, None)
        more = _beyond_the_first(connection, batch) if _has_known(engine, batch) else 0
    return Progress(wanted + more, by, median(every) if len(every) >= FEWEST else None)


@lru_cache(maxsize=500)
def _has_known(engine: sa.Engine, batch: int) -> bool:
    # The items of a batch never change.
    known = sa.select(REVIEW_ITEMS.c.place).where(
        REVIEW_ITEMS.c.batch == batch, REVIEW_ITEMS.c.beside.contains('"known"')
    )
    with engine.connect() as connection:
        return connection.execute(known.limit(1)).first() is not None


def _beyond_the_first(connection: sa.Connection, batch: int) -> int:
    if reviewers_of(connection, batch):
        return 0
    claims, items = REVIEW_CLAIMS.c, REVIEW_ITEMS.c
    same = sa.and_(items.batch == claims.batch, items.place == claims.place)
    done = (claims.batch == batch, claims.state == DONE, items.beside.contains('"known"'))
    more = sa.func.count() - sa.func.count(claims.place.distinct())
    query = sa.select(more).select_from(REVIEW_CLAIMS.join(REVIEW_ITEMS, same)).where(*done)
    return int(connection.execute(query).scalar_one())


def _seconds(connection: sa.Connection, batch: int, reviewer: str | None) -> list[float]:
    found = connection.execute(_EVERY if reviewer is None else _OWN, {"batch": batch, "reviewer": reviewer})
    return [float(one) for one in found.scalars()]
