"""Questions asked side by side until all are answered, the money is gone, or somebody stops it."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from tidegauge.clock import now
from tidegauge.errors import JudgeError
from tidegauge.golden_runs.book import RunBook
from tidegauge.golden_runs.question import Question
from tidegauge.golden_runs.targets._target import PaidRefusalError
from tidegauge.golden_runs.task import Task
from tidegauge.judging.endpoint import RefusedError, Reply
from tidegauge.judging.journal import Claim
from tidegauge.judging.patience import Patience, Unanswered, UnansweredError
from tidegauge.judging.purse import Purse
from tidegauge.judging.spending import Reservation

Ask = Callable[[Question], Awaitable[Reply]]


class Ending(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    REFUSED = "refused"
    TAKEN = "taken"
    AWAY = Unanswered.AWAY
    BROKE = Unanswered.BROKE
    STOPPED = Unanswered.STOPPED


@dataclass(frozen=True)
class Progress:
    """How far a run has come. `spent` is in billionths of a dollar; `what` is what is being done."""

    what: str
    done: int
    total: int
    spent: int
    seconds: float
    refused: int


@dataclass
class Tally:
    """What was done: endings, and the latest reason why something got no answer."""

    endings: Counter[Ending] = field(default_factory=Counter)
    why: str = ""


@dataclass(frozen=True)
class Way:
    """How a run asks: `retries` times again, `side_by_side` at a time. `stop` ends it after what is under way."""

    retries: int
    side_by_side: int
    stop: asyncio.Event


class Asking:
    """Asks questions of one target. `what` names it in the progress."""

    def __init__(self, book: RunBook, purse: Purse, way: Way, ask: Ask, what: str) -> None:
        self._book, self._purse, self._way, self._ask, self._what = book, purse, way, ask, what
        self._patience = Patience(purse, way.retries, way.stop)
        self._most_away = max(5, 2 * way.side_by_side)
        self._silent = 0
        self._refusal: JudgeError | None = None

    async def run(self, tasks: Sequence[Task], report: Callable[[Progress], None]) -> Tally:
        """Ask, and return what became of it.

        Raises:
            JudgeError: the target takes no question, or does not answer. What was answered is kept.
            StoreError: the workbench does not answer.
        """
        self._tally, self._started, self._total, self._report = Tally(), time.monotonic(), len(tasks), report
        feed = iter(tasks)
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(min(self._way.side_by_side, len(tasks))):
                    group.create_task(self._work(feed))
        except ExceptionGroup as several:
            raise several.exceptions[0] from None
        if self._refusal:
            raise self._refusal
        return self._tally

    async def _work(self, feed: Iterator[Task]) -> None:
        while not self._is_over and (task := next(feed, None)) is not None:
            try:
                ending, why = await self._one(task)
            except JudgeError as error:
                # The others end what they have begun: it is paid for.
                self._refusal = self._refusal or error
                return
            self._count(ending, why)

    async def _one(self, task: Task) -> tuple[Ending, str]:
        claim = await self._purse.claim(task.key, task.question.turns, now())
        if isinstance(claim, Claim):
            return (Ending.TAKEN if claim is Claim.TAKEN else Ending.BROKE), ""
        try:
            return await self._asked(task, claim)
        except (JudgeError, asyncio.CancelledError):
            await asyncio.shield(self._book.give_back(task.key))
            raise
        except UnansweredError as end:
            await self._book.give_back(task.key)
            return Ending(end.kind.value), end.why

    async def _asked(self, task: Task, reservation: Reservation) -> tuple[Ending, str]:
        began = time.monotonic()
        try:
            ask = partial(self._ask, task.question)
            reply, reservation = await self._patience.reply(ask, task.question.turns, reservation)
        except RefusedError as error:
            cost = reservation.amount if isinstance(error, PaidRefusalError) else 0
            await self._book.refuse(task.key, str(error), time.monotonic() - began, reservation, cost)
            await self._purse.closed(cost)
            return Ending.REFUSED, str(error)
        cost = self._purse.cost(reply, reservation)
        await self._book.answer(task.key, reply, time.monotonic() - began, reservation, cost)
        await self._purse.closed(cost)
        return Ending.ANSWERED, ""

    def _count(self, ending: Ending, why: str) -> None:
        tally = self._tally
        tally.endings[ending] += 1
        tally.why = why or tally.why
        self._silent = self._silent + 1 if ending is Ending.AWAY else 0
        if self._silent >= self._most_away:
            self._refusal = JudgeError(
                f"No answer: {why}. {self._silent} questions got none in a row. What was answered is kept; "
                "the same command goes on from there."
            )
        done, seconds = tally.endings.total(), time.monotonic() - self._started
        refused = tally.endings[Ending.REFUSED]
        self._report(Progress(self._what, done, self._total, self._purse.spent, seconds, refused))

    @property
    def _is_over(self) -> bool:
        return bool(self._refusal or self._tally.endings[Ending.BROKE] or self._way.stop.is_set())
