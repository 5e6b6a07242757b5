"""What was asked and answered, kept in the workbench: nothing is asked twice, and no answer is lost to a kill."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa

from tidegauge.clock import now
from tidegauge.judging.group_commit import GroupCommit
from tidegauge.judging.owner import is_gone, own
from tidegauge.judging.spending import Reservation, reserve, settle
from tidegauge.workbench.tables import JUDGE_TASKS

KEPT = timedelta(days=2)
"""For how long an answer is kept here once the store has it."""
_TASKS = JUDGE_TASKS.c


class State(StrEnum):
    """How far a task has come."""

    ASKED = "asked"
    ANSWERED = "answered"
    PUBLISHED = "published"


class Claim(StrEnum):
    """What came of a claim."""

    TAKEN = "taken"
    BROKE = "broke"


@dataclass(frozen=True)
class Answered:
    """An answer on its way into the store: `rows` are scores as JSON."""

    evaluator: str
    task: str
    rows: str


class Journal:
    """The tasks of one evaluator on one store. `lease` is the longest that a request of another machine may take."""

    def __init__(self, engine: sa.Engine, store: str, evaluator: str, lease: timedelta) -> None:
        """Forget what was published long ago."""
        self._engine, self._store, self._evaluator, self._lease = engine, store, evaluator, lease
        self._owner = own()
        self._commits = GroupCommit(engine)
        old = sa.and_(_TASKS.state == State.PUBLISHED, _TASKS.at < now() - KEPT)
        with engine.begin() as connection:
            connection.execute(sa.delete(JUDGE_TASKS).where(old))

    async def claim(self, task: str, amount: int, cap: int | None, planned: datetime) -> Reservation | Claim:
        """Take a task and set money aside for it; it is nobody else's from then on.

        A task that was published before `planned` and is not in the store is published again, and not asked.
        """

        def work(connection: sa.Connection) -> Reservation | Claim:
            reserved = reserve(connection, amount, cap)
            if reserved is None:
                return Claim.BROKE
            if self._take(connection, task, planned):
                return reserved
            settle(connection, reserved, 0)
            return Claim.TAKEN

        return await self._commits.run(work)

    async def reserve(self, amount: int, cap: int | None) -> Reservation | None:
        """Set money aside for one more request of a task that is taken."""
        return await self._commits.run(lambda connection: reserve(connection, amount, cap))

    async def settle(self, reservation: Reservation, spent: int) -> None:
        """Say what a request did cost."""
        await self._commits.run(lambda connection: settle(connection, reservation, spent))

    async def answer(self, task: str, rows: str, reservation: Reservation | None, spent: int) -> None:
        """Keep an answer: it is on the disk when this returns."""

        def work(connection: sa.Connection) -> None:
            values = {"state": State.ANSWERED, "rows": rows, "at": now()}
            connection.execute(sa.update(JUDGE_TASKS).where(self._is(task)).values(values))
            if reservation is not None:
                settle(connection, reservation, spent)

        await self._commits.run(work)

    async def give_back(self, task: str) -> None:
        """Let go of a task that got no answer: the next run asks it."""
        mine = sa.and_(self._is(task), _TASKS.state == State.ASKED)
        await self._commits.run(
            lambda connection: connection.execute(sa.delete(JUDGE_TASKS).where(mine)).rowcount
        )

    def kept(self) -> frozenset[str]:
        """Return the tasks of this evaluator that have an answer which the store does not have yet."""
        mine = (_TASKS.store == self._store, _TASKS.evaluator == self._evaluator)
        query = sa.select(_TASKS.task).where(*mine, _TASKS.state == State.ANSWERED)
        with self._engine.connect() as connection:
            return frozenset(connection.execute(query).scalars())

    def unpublished(self, most: int) -> list[Answered]:
        """Return answers that the store does not have yet, of every evaluator."""
        query = sa.select(_TASKS.evaluator, _TASKS.task, _TASKS.rows).where(
            _TASKS.store == self._store, _TASKS.state == State.ANSWERED
        )
        with self._engine.connect() as connection:
            return [Answered(*row) for row in connection.execute(query.order_by(_TASKS.at).limit(most))]

    def published(self, answers: Sequence[Answered]) -> None:
        """Remember that the store has these."""
        update = sa.update(JUDGE_TASKS).where(
            _TASKS.store == self._store,
            _TASKS.evaluator == sa.bindparam("e"),
            _TASKS.task == sa.bindparam("t"),
        )
        if answers:
            with self._engine.begin() as connection:
                connection.execute(
                    update.values(state=State.PUBLISHED, at=now()),
                    [{"e": one.evaluator, "t": one.task} for one in answers],
                )

    def _take(self, connection: sa.Connection, task: str, planned: datetime) -> bool:
        row: dict[str, object] = {"store": self._store, "evaluator": self._evaluator, "task": task}
        row |= {"state": State.ASKED, "owner": self._owner, "at": now(), "rows": ""}
        absent = ~sa.exists().where(self._is(task))
        columns = [sa.literal(value, _TASKS[name].type) for name, value in row.items()]
        new = sa.insert(JUDGE_TASKS).from_select(list(row), sa.select(*columns).where(absent))
        # SQLAlchemy forgets how many rows an INSERT wrote unless it is told not to.
        if connection.execute(new.execution_options(preserve_rowcount=True)).rowcount:
            return True
        found = connection.execute(
            sa.select(_TASKS.state, _TASKS.owner, _TASKS.at).where(self._is(task))
        ).one()
        if found.state == State.PUBLISHED and found.at < planned:
            connection.execute(sa.update(JUDGE_TASKS).where(self._is(task)).values(state=State.ANSWERED))
            return False
        if found.state != State.ASKED or not is_gone(found.owner, found.at, now(), self._lease):
            return False
        left = sa.and_(self._is(task), _TASKS.owner == found.owner, _TASKS.at == found.at)
        again = sa.update(JUDGE_TASKS).where(left).values(owner=self._owner, at=now())
        return bool(connection.execute(again).rowcount)

    def _is(self, task: str) -> sa.ColumnElement[bool]:
        return sa.and_(_TASKS.store == self._store, _TASKS.evaluator == self._evaluator, _TASKS.task == task)
