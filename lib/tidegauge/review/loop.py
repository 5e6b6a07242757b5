"""The loop of a reviewer: take the next item, say what it is, undo, pass over. Every step is durable when it returns."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from tidegauge.review.accepted import accepted
from tidegauge.review.turns import Turns, check_asked, turns_of
from tidegauge.workbench import audit
from tidegauge.workbench import review_claims as claims
from tidegauge.workbench.batch_kinds import ADJUDICATION
from tidegauge.workbench.exclusive import exclusive
from tidegauge.workbench.labels import (
    LABEL,
    SKIP,
    LastAct,
    Said,
    append_label,
    append_skip,
    append_undo,
    last_act,
    skips,
)
from tidegauge.workbench.members import LONGEST_NAME
from tidegauge.workbench.permission import Act, allow
from tidegauge.workbench.review_batches import ReviewBatch, ReviewError
from tidegauge.workbench.review_claims import DONE, OPEN, SKIPPED
from tidegauge.workbench.review_plans import ReviewPlan
from tidegauge.workbench.rubric import Rubric
from tidegauge.workbench.texts import one_line

_ACTS = {DONE: (append_label, LABEL), SKIPPED: (append_skip, SKIP)}


class LostError(ReviewError):
    """The item is not this reviewer's any more: somebody else has it, or it was labelled already."""


def reviewer_name(text: str) -> str:
    """Return a name as it is kept: one line, at most 80 characters; empty for none.

    >>> reviewer_name("  Marta \\x00  Lima ")
    'Marta Lima'
    """
    return one_line(text)[:LONGEST_NAME]


def claim_next(
    engine: sa.Engine, batch: ReviewBatch, plan: ReviewPlan, reviewer: str, now: datetime
) -> int | None:
    """Return the place of the item that a reviewer looks at next, or None when nothing is left for that one.

    An item that was taken and not finished comes first. Nobody else is asked for it for 120 seconds.

    Raises:
        ReviewError: nobody says who reviews, or others are asked for this batch.
        NotAllowedError: there are members, and this one's role does not include it. So in every step.
    """
    _named(reviewer)
    with exclusive(engine, batch.id) as connection:
        _allowed(connection, batch, reviewer)
        turns = turns_of(connection, batch, plan)
        check_asked(turns, reviewer)
        mine = claims.own_open(connection, batch.id, reviewer, now)
        if mine is not None:
            return mine
        own, needs = turns.own(reviewer), _needs(turns)
        return claims.take_free(connection, batch.id, reviewer, needs, now, own, turns.people)


def commit(
    engine: sa.Engine,
    batch: ReviewBatch,
    place: int,
    reviewer: str,
    said: Said,
    now: datetime,
    rubric: Rubric | None = None,
) -> int:
    """Record what a reviewer says of an item, and return the label's id. It is durable once this returns.

    `rubric` is the batch's where it is known already; otherwise it is read.

    Raises:
        LostError: the item is not this reviewer's.
        ReviewError: it is no label as the batch and its rubric ask for it (`accepted`).
    """
    return _finished(engine, batch, place, reviewer, accepted(engine, batch, said, rubric), now, DONE)


def skip(engine: sa.Engine, batch: ReviewBatch, place: int, reviewer: str, said: Said, now: datetime) -> int:
    """Pass over an item, the reason as comment: this reviewer is not asked for it again, others are.

    Raises:
        LostError: the item is not this reviewer's.
    """
    said = accepted(engine, batch, replace(said, value=None))
    return _finished(engine, batch, place, reviewer, said, now, SKIPPED)


def undo(
    engine: sa.Engine, batch: ReviewBatch, plan: ReviewPlan, reviewer: str, now: datetime
) -> LastAct | None:
    """Withdraw what a reviewer did last and open the item again; None when there is nothing to undo.

    Raises:
        ReviewError: it was passed over, and somebody else has it since.
    """
    with exclusive(engine, batch.id) as connection:
        _allowed(connection, batch, reviewer)
        last = last_act(connection, batch.id, reviewer)
        if last is None:
            return None
        if last.action != LABEL:
            _check_free(connection, batch, plan, last, now)
        append_undo(connection, last, batch.id, reviewer, now)
        audit.record(connection, reviewer, "undo", batch.id, last.place, {"label": last.id}, at=now)
        claims.reopen(
            connection, batch.id, last.place, reviewer, DONE if last.action == LABEL else SKIPPED, now
        )
        return last


def take_up_skipped(engine: sa.Engine, batch: ReviewBatch, reviewer: str, now: datetime) -> int:
    """Ask a reviewer again for what that one passed over, and return how many items."""
    with exclusive(engine, batch.id) as connection:
        _allowed(connection, batch, reviewer)
        for last in skips(connection, batch.id, reviewer):
            append_undo(connection, last, batch.id, reviewer, now)
        n = claims.skipped_again(connection, batch.id, reviewer)
        audit.record(connection, reviewer, "take up skipped", batch.id, said={"items": n}, at=now)
        return n


def _finished(
    engine: sa.Engine, batch: ReviewBatch, place: int, reviewer: str, said: Said, now: datetime, state: str
) -> int:
    """Record that a reviewer is done with an item, one way or the other, and return the id of what was said."""
    append, act = _ACTS[state]
    with exclusive(engine, batch.id) as connection:
        _allowed(connection, batch, reviewer)
        if not claims.move(connection, batch.id, place, reviewer, OPEN, state, now):
            raise LostError(_lost(connection, batch, place, reviewer, now))
        label = append(connection, batch.id, place, reviewer, said, now)
        audit.record(connection, reviewer, act, batch.id, place, {"label": label}, at=now)
        return label


def _lost(connection: sa.Connection, batch: ReviewBatch, place: int, reviewer: str, now: datetime) -> str:
    if claims.state_of(connection, batch.id, place, reviewer):
        return "You have finished this sample already, perhaps in another window."
    others = ", ".join(claims.holders(connection, batch.id, place, now)) or "somebody else"
    return f"This sample was given to {others} after 2 minutes without a label."


def _check_free(
    connection: sa.Connection, batch: ReviewBatch, plan: ReviewPlan, last: LastAct, now: datetime
) -> None:
    if not _needs(turns_of(connection, batch, plan))(claims.item_at(connection, batch.id, last.place, now)):
        others = claims.holders(connection, batch.id, last.place, now)
        raise ReviewError(f"You passed it over, and {', '.join(others)} took it since.")


def _needs(turns: Turns) -> Callable[[claims.Free], bool]:
    return lambda one: one.holding < turns.needed(one.span_id, known=one.known)


def _allowed(connection: sa.Connection, batch: ReviewBatch, reviewer: str) -> None:
    # In the transaction itself: a page that was open when somebody's role ended does nothing any more.
    allow(connection, reviewer, Act.LEAD if batch.kind == ADJUDICATION else Act.LABEL, batch.id)


def _named(reviewer: str) -> None:
    if not reviewer_name(reviewer):
        raise ReviewError("Who reviews? Labels are signed.")
