"""One run: tasks asked side by side, answers published as they come, an end that is said."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tidegauge.clock import now
from tidegauge.errors import JudgeError, StoreError
from tidegauge.judging.asking import Asker, Ended, Ending, Question
from tidegauge.judging.publishing import Publisher
from tidegauge.judging.questions import AT_ONCE, Questions
from tidegauge.judging.score_rows import dumped
from tidegauge.judging.task import Task
from tidegauge.parts import in_parts

PUBLISH_SECONDS = 20.0
"""How long an answer waits for others before it goes into the store."""


@dataclass(frozen=True)
class Progress:
    """How far a run has come. `spent` is in billionths of a dollar."""

    done: int
    total: int
    spent: int
    seconds: float
    unparsable: int
    failed: int


@dataclass
class Tally:
    """What a run did. `left` are tasks that were not asked; `why` is the latest reason of a failure."""

    endings: Counter[Ending] = field(default_factory=Counter)
    flagged: int = 0
    gone: int = 0
    left: int = 0
    spent: int = 0
    seconds: float = 0.0
    why: str = ""

    def add(self, ended: Ended) -> None:
        """Count a task."""
        self.endings[ended.ending] += 1
        self.flagged += ended.flagged
        self.why = ended.why or self.why


class Run:
    """Asks tasks, `side_by_side` at a time, until all are asked, the money is gone, or `stop` is set."""

    def __init__(
        self,
        asker: Asker,
        questions: Questions,
        publisher: Publisher,
        side_by_side: int,
        report: Callable[[Progress], None],
    ) -> None:
        self._asker, self._questions, self._publisher = asker, questions, publisher
        self._side_by_side, self._report = side_by_side, report
        self._away: list[Ended] = []
        self._most_away = max(5, 2 * side_by_side)
        self._broke = False
        self._refusal: JudgeError | None = None
        self.tally = Tally()

    async def run(self, tasks: Sequence[Task], planned: datetime) -> Tally:
        """Ask `tasks`, which were read from the store at `planned`, and publish the answers.

        Raises:
            JudgeError: the endpoint takes no request, or does not answer. What was answered is published.
            StoreError: the store or the workbench does not answer. What was answered is in the journal.
        """
        self._started, self._total = time.monotonic(), len(tasks)
        feed = self._feed(tasks)
        publishing = asyncio.create_task(self._publish_now_and_then())
        try:
            async with asyncio.TaskGroup() as group:
                lock = asyncio.Lock()
                for _ in range(min(self._side_by_side, len(tasks))):
                    group.create_task(self._work(feed, lock, planned))
            await self._judge_the_silent()
        except ExceptionGroup as several:
            raise several.exceptions[0] from None
        finally:
            publishing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await publishing
            await feed.aclose()
            await asyncio.shield(asyncio.to_thread(self._publisher.publish_patiently))
        if self._refusal:
            raise self._refusal
        return self._finished()

    async def _work(
        self, feed: "AsyncIterator[tuple[Task, Question | None]]", lock: asyncio.Lock, planned: datetime
    ) -> None:
        while not self._is_over:
            async with lock:
                found = await anext(feed, None)
            if found is None or self._is_over:
                return
            task, question = found
            if question is None:
                self.tally.gone += 1
                continue
            try:
                await self._ended(await self._asker.ask(task, question, planned))
            except JudgeError as error:
                # The others end what they have begun: it is paid for.
                self._refusal = self._refusal or error
                self._asker.stop.set()

    async def _feed(self, tasks: Sequence[Task]) -> AsyncGenerator[tuple[Task, Question | None]]:
        for some in in_parts(tasks, AT_ONCE):
            for one in await asyncio.to_thread(self._questions.of, some):
                yield one

    async def _ended(self, ended: Ended) -> None:
        if ended.ending is Ending.AWAY:
            self._away.append(ended)
            if len(self._away) >= self._most_away:
                await self._give_up()
            return
        if ended.ending in {Ending.JUDGED, Ending.UNPARSABLE, Ending.FAILED}:
            await self._fail_the_silent()
        self._broke = self._broke or ended.ending is Ending.BROKE
        self.tally.add(ended)
        self._say()

    async def _judge_the_silent(self) -> None:
        """Record what got no answer as failed, if anything got one; else the endpoint is away."""
        if self._refusal:
            await self._let_go()
            return
        if self._away and not self.tally.endings[Ending.JUDGED] and not self.tally.endings[Ending.UNPARSABLE]:
            await self._give_up()
        await self._fail_the_silent()

    async def _give_up(self) -> None:
        number, why = len(self._away), self._away[-1].why
        await self._let_go()
        raise JudgeError(
            f"The endpoint does not answer: {why}. {number} requests got no answer in a row. "
            "They are asked again by the next run."
        )

    async def _let_go(self) -> None:
        silent, self._away = self._away, []
        for ended in silent:
            await self._asker.journal.give_back(ended.task.key)

    async def _fail_the_silent(self) -> None:
        silent, self._away = self._away, []
        for ended in silent:
            rows = self._asker.writing.nothing(ended.task, Ending.FAILED, ended.why, now())
            await self._asker.journal.answer(ended.task.key, dumped(rows), None, 0)
            self.tally.add(Ended(ended.task, Ending.FAILED, ended.why))

    async def _publish_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(PUBLISH_SECONDS)
            with contextlib.suppress(StoreError):  # it is tried again, and told at the end
                await asyncio.to_thread(self._publisher.publish)

    @property
    def _is_over(self) -> bool:
        return self._broke or self._asker.stop.is_set()

    def _say(self) -> None:
        endings, seconds = self.tally.endings, time.monotonic() - self._started
        done, spent = sum(endings.values()), self._asker.purse.spent
        self._report(
            Progress(done, self._total, spent, seconds, endings[Ending.UNPARSABLE], endings[Ending.FAILED])
        )

    def _finished(self) -> Tally:
        tally = self.tally
        asked = tally.endings.total() - tally.endings[Ending.BROKE] - tally.endings[Ending.STOPPED]
        tally.left = self._total - asked - tally.gone
        tally.spent, tally.seconds = self._asker.purse.spent, time.monotonic() - self._started
        return tally
