"""The questions of one run on their way: some side by side, each with its money, each answer on the disk as it comes."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from tidegauge.clock import now
from tidegauge.judging.endpoint import RefusedError, Reply
from tidegauge.judging.journal import Claim
from tidegauge.judging.patience import Patience, Unanswered, UnansweredError
from tidegauge.judging.purse import Purse
from tidegauge.probes.book import Book
from tidegauge.probes.case import ProbeCase
from tidegauge.probes.question import ProbeQuestion

CAPPED = "the daily cap is reached"


class Answering(Protocol):
    """What questions are put to."""

    async def ask(self, prompt: ProbeCase, schema: None) -> Reply:
        """Return the answer."""
        ...


@dataclass(frozen=True)
class Means:
    """What a run asks with. `report` is told how many questions are done, of how many, after how many seconds."""

    endpoint: Answering
    book: Book
    purse: Purse
    patience: Patience
    side_by_side: int
    report: Callable[[int, int, float], None]


class Asking:
    """Asks the questions of a run. `why` is the latest reason that one has no answer; `is_broke`: the money is gone."""

    def __init__(self, run: int, means: Means, questions: Sequence[ProbeQuestion]) -> None:
        self._run, self._means = run, means
        self._left, self._total, self._done = list(reversed(questions)), len(questions), 0
        self._began, self._silent = time.monotonic(), 0
        self.why, self.is_broke = "", False

    async def every(self) -> None:
        """Ask them all, until the money is gone, the endpoint is away, or somebody stops.

        Raises:
            JudgeError: the endpoint takes no request.
        """
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(min(self._means.side_by_side, self._total)):
                    group.create_task(self._work())
        except ExceptionGroup as several:
            raise several.exceptions[0] from None

    async def _work(self) -> None:
        while self._left and not self._is_over:
            await self._ask(self._left.pop())
            self._done += 1
            self._means.report(self._done, self._total, time.monotonic() - self._began)

    @property
    def _is_over(self) -> bool:
        is_away = self._silent >= max(3, 2 * self._means.side_by_side)
        return self.is_broke or is_away or self._means.patience.stop.is_set()

    async def _ask(self, question: ProbeQuestion) -> None:
        means, case = self._means, question.case
        reservation = await means.purse.claim(question.name, case, now())
        if isinstance(reservation, Claim):
            self.is_broke, self.why = True, CAPPED
            return
        timed = _Timed(means.endpoint, case)
        try:
            reply, reservation = await means.patience.reply(timed, case, reservation)
        except RefusedError as error:
            await means.purse.settle(reservation, 0)
            await self._failed(question, str(error))
        except UnansweredError as end:
            self.is_broke = self.is_broke or end.kind is Unanswered.BROKE
            self._silent += end.kind is Unanswered.AWAY
            if end.kind is not Unanswered.STOPPED:
                await self._failed(question, CAPPED if self.is_broke else end.why)
        else:
            self._silent = 0
            await means.book.keep(question.answered(self._run, now(), reply, timed.seconds))
            await means.purse.settle(reservation, means.purse.cost(reply, reservation))

    async def _failed(self, question: ProbeQuestion, why: str) -> None:
        self.why = why
        await self._means.book.keep(question.failed(self._run, now(), why))


class _Timed:
    """Asks, and knows how long the last attempt took: waiting between attempts is not the model's time."""

    def __init__(self, endpoint: Answering, case: ProbeCase) -> None:
        self._endpoint, self._case, self.seconds = endpoint, case, 0.0

    async def __call__(self) -> Reply:
        began = time.monotonic()
        try:
            return await self._endpoint.ask(self._case, None)
        finally:
            self.seconds = time.monotonic() - began
