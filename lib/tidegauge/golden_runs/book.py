"""What a golden run asked and was answered, as rows of the workbench: an answer is on the disk before it counts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa

from tidegauge.clock import now
from tidegauge.golden_runs.task import told
from tidegauge.judging.endpoint import Reply
from tidegauge.judging.group_commit import GroupCommit
from tidegauge.judging.journal import Claim
from tidegauge.judging.owner import is_gone, own
from tidegauge.judging.spending import Reservation
from tidegauge.parts import in_parts
from tidegauge.workbench.tables import GOLDEN_ANSWERS, GOLDEN_RUNS
from tidegauge.workbench.texts import storable

_ASKED, _RUNS = GOLDEN_ANSWERS.c, GOLDEN_RUNS.c
_AT_ONCE = 500


class State(StrEnum):
    """How far a question has come."""

    ASKED = "asked"
    ANSWERED = "answered"
    REFUSED = "refused"


@dataclass(frozen=True)
class Kept:
    """What came back: a text, or why there is none."""

    text: str
    refused: str


class RunBook:
    """The questions and the money of one run. `lease` is the longest that a request of another machine may take."""

    def __init__(self, engine: sa.Engine, run: int, lease: timedelta) -> None:
        self._engine, self._run, self._lease = engine, run, lease
        self._owner = own()
        self._commits = GroupCommit(engine)

    async def claim(
        self,
        task: str,
        amount: int,
        cap: int | None,
        planned: datetime,  # noqa: ARG002  as every book's
    ) -> Reservation | Claim:
        """Take a question and set money aside for it; it is nobody else's from then on."""

        def work(connection: sa.Connection) -> Reservation | Claim:
            reserved = self._reserve(connection, amount, cap)
            if reserved is None:
                return Claim.BROKE
            if self._take(connection, task):
                return reserved
            self._settle(connection, reserved, 0)
            return Claim.TAKEN

        return await self._commits.run(work)

    async def reserve(self, amount: int, cap: int | None) -> Reservation | None:
        """Set money aside for one more request of a question that is taken."""
        return await self._commits.run(lambda connection: self._reserve(connection, amount, cap))

    async def settle(self, reservation: Reservation, spent: int) -> None:
        """Say what a request did cost."""
        await self._commits.run(lambda connection: self._settle(connection, reservation, spent))

    async def answer(
        self, task: str, reply: Reply, seconds: float, reservation: Reservation, spent: int
    ) -> None:
        """Keep an answer with what it did cost: it is on the disk when this returns."""
        tokens = {"input_tokens": reply.input_tokens, "output_tokens": reply.output_tokens}
        values = {"state": State.ANSWERED, "text": storable(reply.text), "seconds": seconds, **tokens}
        await self._keep(task, values, reservation, spent)

    async def refuse(self, task: str, why: str, seconds: float, reservation: Reservation, spent: int) -> None:
        """Keep that a question is refused: it is not asked again."""
        values = {"state": State.REFUSED, "why": storable(why), "seconds": seconds}
        await self._keep(task, values, reservation, spent)

    async def give_back(self, task: str) -> None:
        """Let go of a question that got no answer: the next run asks it."""
        mine = sa.and_(_is(task), _ASKED.state == State.ASKED, _ASKED.owner == self._owner)
        await self._commits.run(
            lambda connection: connection.execute(sa.delete(GOLDEN_ANSWERS).where(mine)).rowcount
        )

    def kept(self, recipe: str, items: Collection[str]) -> Mapping[tuple[str, int], Kept]:
        """Return what came back under a recipe, by item and repeat."""
        return kept(self._engine, recipe, items)

    async def _keep(
        self, task: str, values: Mapping[str, object], reservation: Reservation, spent: int
    ) -> None:
        def work(connection: sa.Connection) -> None:
            connection.execute(sa.update(GOLDEN_ANSWERS).where(_is(task)).values(**values, at=now()))
            self._settle(connection, reservation, spent)

        await self._commits.run(work)

    def _reserve(self, connection: sa.Connection, amount: int, cap: int | None) -> Reservation | None:
        # One statement decides, so that two processes cannot both take the last of it.
        update = sa.update(GOLDEN_RUNS).where(_RUNS.id == self._run)
        if cap is not None:
            update = update.where(_RUNS.spent + _RUNS.reserved + amount <= cap)
        done = connection.execute(update.values(reserved=_RUNS.reserved + amount)).rowcount
        return Reservation(f"run {self._run}", amount) if done else None

    def _settle(self, connection: sa.Connection, reservation: Reservation, spent: int) -> None:
        values = {"reserved": _RUNS.reserved - reservation.amount, "spent": _RUNS.spent + spent}
        connection.execute(sa.update(GOLDEN_RUNS).where(_RUNS.id == self._run).values(values))

    def _take(self, connection: sa.Connection, task: str) -> bool:
        recipe, item, repeat = told(task)
        row: dict[str, object] = {"recipe": recipe, "item": item, "repeat": repeat, "state": State.ASKED}
        row |= {"owner": self._owner, "at": now(), "text": "", "why": ""}
        columns = [sa.literal(value, _ASKED[name].type) for name, value in row.items()]
        absent = ~sa.exists().where(_is(task))
        new = sa.insert(GOLDEN_ANSWERS).from_select(list(row), sa.select(*columns).where(absent))
        # SQLAlchemy forgets how many rows an INSERT wrote unless it is told not to.
        if connection.execute(new.execution_options(preserve_rowcount=True)).rowcount:
            return True
        found = connection.execute(sa.select(_ASKED.state, _ASKED.owner, _ASKED.at).where(_is(task))).one()
        if found.state != State.ASKED or not is_gone(found.owner, found.at, now(), self._lease):
            return False
        left = sa.and_(_is(task), _ASKED.owner == found.owner, _ASKED.at == found.at)
        again = sa.update(GOLDEN_ANSWERS).where(left).values(owner=self._owner, at=now())
        return bool(connection.execute(again).rowcount)


def kept(engine: sa.Engine, recipe: str, items: Collection[str]) -> Mapping[tuple[str, int], Kept]:
    """Return what came back under a recipe, by item and repeat, of these items."""
    columns = (_ASKED.item, _ASKED.repeat, _ASKED.text, _ASKED.why)
    query = sa.select(*columns).where(_ASKED.recipe == recipe, _ASKED.state != State.ASKED)
    found: dict[tuple[str, int], Kept] = {}
    with engine.connect() as connection:
        for some in in_parts(sorted(items), _AT_ONCE):
            for row in connection.execute(query.where(_ASKED.item.in_(some))):
                found[row.item, row.repeat] = Kept(row.text, row.why)
    return found


def _is(task: str) -> sa.ColumnElement[bool]:
    recipe, item, repeat = told(task)
    return sa.and_(_ASKED.recipe == recipe, _ASKED.item == item, _ASKED.repeat == repeat)
