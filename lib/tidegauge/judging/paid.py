"""What one judged answer did cost: the money that the workbench has booked, over the answers that the store has from it."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from tidegauge.clock import now
from tidegauge.judging.spending import NANO
from tidegauge.queries.relation import table
from tidegauge.stores import Store
from tidegauge.workbench.tables import JUDGE_SPENDING, JUDGE_TASKS

BACK = timedelta(days=30)
FEWEST = 20
"""Answers below which their mean cost says little of the next ones."""
_OURS = "% %@________"
"""How `tidegauge judge` signs: the model, then the rubric with eight signs of its hash."""


def paid_per_answer(workbench: sa.Engine, store: Store) -> float | None:
    """Return US dollars an answer over the last 30 days; None where nothing was spent, or it cannot be told on what.

    One workbench may judge several stores: then its money cannot be divided.
    """
    since = now() - BACK
    spent, first = _spent(workbench, since)
    if not spent or first is None or _stores(workbench) > 1:
        return None
    answers = _answers(store, first)
    return spent / NANO / answers if answers >= FEWEST else None


def _spent(workbench: sa.Engine, since: datetime) -> tuple[int, datetime | None]:
    """Return what was spent, in billionths of a dollar, and the first of those days."""
    own = JUDGE_SPENDING.c
    query = sa.select(sa.func.sum(own.spent), sa.func.min(own.day))
    with workbench.connect() as connection:
        spent, day = connection.execute(query.where(own.day >= f"{since:%Y-%m-%d}", own.spent > 0)).one()
    return int(spent or 0), datetime.fromisoformat(day) if day else None


def _stores(workbench: sa.Engine) -> int:
    query = sa.select(sa.func.count(sa.distinct(JUDGE_TASKS.c.store)))
    with workbench.connect() as connection:
        return int(connection.execute(query).scalar() or 0)


def _answers(store: Store, first: datetime) -> int:
    """Return how often `tidegauge judge` got an answer: the rows of one have one evaluator, call and moment."""
    scores = table(store.catalog(), "scores")
    each = (
        sa.select(scores.c.evaluator, scores.c.span_id, scores.c.created_at)
        .where(scores.c.created_at >= first, scores.c.evaluator.like(_OURS))
        .distinct()
        .subquery("answers")
    )
    return int(store.read(sa.select(sa.func.count().label("n")).select_from(each))["n"][0])
