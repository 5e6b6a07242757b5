"""One golden run, from its first question to the end: asked, judged where a check wants it, marked."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa

from tidegauge.clock import now
from tidegauge.golden_runs.asking import Asking, Ending, Progress, Tally, Way
from tidegauge.golden_runs.book import RunBook
from tidegauge.golden_runs.judge import RubricJudge
from tidegauge.golden_runs.marking import Marker, Placed, write_marks
from tidegauge.golden_runs.opening import opened
from tidegauge.golden_runs.order import Order
from tidegauge.golden_runs.task import Task
from tidegauge.judging.endpoint import Endpoint
from tidegauge.judging.purse import Purse
from tidegauge.workbench.golden_runs import GoldenRun, run_of

_LOOK = 0.2
"""Seconds between two looks at what another process is asking."""


@dataclass(frozen=True)
class Ran:
    """What a run did. `left` questions have no answer yet, for the reason `ending`; `why` is the latest trouble."""

    run: GoldenRun
    asked: int
    left: int
    ending: Ending
    why: str = ""


class GoldenRunner:
    """Runs an order on a workbench."""

    def __init__(
        self,
        engine: sa.Engine,
        order: Order,
        stop: asyncio.Event,
        report: Callable[[Progress], None] = lambda _: None,
    ) -> None:
        self._engine, self._order, self._report = engine, order, report
        self._way = Way(order.retries, order.concurrency, stop)
        self._asked = 0

    async def run(self, by: str) -> Ran:
        """Ask what is left, and mark all answers once they are there. A run that is over is returned as it is.

        Raises:
            JudgeError: the candidate or the judge takes no question, or does not answer. What was answered is kept.
            NotAllowedError: there are members, and `by` is no lead.
            StoreError: the workbench does not answer.
        """
        order = self._order
        run = await asyncio.to_thread(partial(opened, self._engine, order.wanted, by=by, at=now()))
        if run.complete:
            return Ran(run, 0, 0, Ending.ANSWERED)
        self._book = RunBook(self._engine, run.id, order.lease)
        repeats, asked = range(run.first, run.first + run.repeats), order.asked
        purse = Purse(self._book, order.target.price, order.cap, order.target.output_tokens)
        candidate = Asking(self._book, purse, self._way, order.target.ask, "answered")
        left, tally = await self._all(candidate, order.tasks(asked, repeats))
        if not left and order.bench is not None and order.judges:
            left, tally = await self._judge(asked, repeats)
        if left:
            why = next((one for one in _WHY if tally.endings[one]), Ending.STOPPED)
            return Ran(
                await asyncio.to_thread(run_of, self._engine, run.id), self._asked, left, why, tally.why
            )
        await asyncio.to_thread(self._mark, run, asked, repeats)
        return Ran(
            await asyncio.to_thread(run_of, self._engine, run.id), self._asked, 0, Ending.ANSWERED, tally.why
        )

    async def _all(self, asking: Asking, tasks: Sequence[Task]) -> tuple[int, Tally]:
        """Ask until all is answered, or nothing more can be; return how many are left."""
        tally = Tally()
        while left := await asyncio.to_thread(self._unanswered, tasks):
            tally = await asking.run(left, self._report)
            self._asked += tally.endings[Ending.ANSWERED] + tally.endings[Ending.REFUSED]
            if any(tally.endings[one] for one in _WHY) or self._way.stop.is_set():
                return len(await asyncio.to_thread(self._unanswered, tasks)), tally
            if tally.endings[Ending.TAKEN]:  # another process asks them: it may end, or be gone
                await asyncio.sleep(_LOOK)
        return 0, tally

    def _unanswered(self, tasks: Sequence[Task]) -> list[Task]:
        recipes = {task.recipe for task in tasks}
        there = {name: self._book.kept(name, {task.item for task in tasks}) for name in recipes}
        return [task for task in tasks if (task.item, task.repeat) not in there[task.recipe]]

    async def _judge(self, asked: Sequence[Placed], repeats: range) -> tuple[int, Tally]:
        order, bench = self._order, self._order.bench
        assert bench is not None  # noqa: S101  the caller has looked
        endpoint, left, tally = bench.endpoint(), 0, Tally()
        try:
            for judge in order.judges:
                if not left:
                    left, tally = await self._judge_by(judge, endpoint, asked, repeats)
        finally:
            await endpoint.close()
        return left, tally

    async def _judge_by(
        self, judge: RubricJudge, endpoint: Endpoint, asked: Sequence[Placed], repeats: range
    ) -> tuple[int, Tally]:
        bench = self._order.bench
        assert bench is not None  # noqa: S101  the caller has looked
        purse = Purse(self._book, bench.price, self._order.cap, 2 * bench.options.max_output_tokens)
        asking = Asking(self._book, purse, self._way, partial(judge.ask, endpoint), "judged")
        return await self._all(asking, await asyncio.to_thread(self._verdicts, judge, asked, repeats))

    def _verdicts(self, judge: RubricJudge, asked: Sequence[Placed], repeats: range) -> list[Task]:
        """Return what asks for every verdict, each answer once."""
        answers = self._book.kept(self._order.recipe, {one.hash for one in asked})
        tasks: dict[str, Task] = {}
        for one in asked:
            texts = {
                answers[one.hash, repeat].text for repeat in repeats if not answers[one.hash, repeat].refused
            }
            for text in sorted(texts) if judge.rule.applies(one.held) else ():
                task = judge.task(one.held, text)
                tasks.setdefault(task.item, task)
        return list(tasks.values())

    def _mark(self, run: GoldenRun, asked: Sequence[Placed], repeats: range) -> None:
        order, hashes = self._order, {one.hash for one in asked}
        answers = self._book.kept(order.recipe, hashes)
        verdicts = {}
        for judge in order.judges:
            keys = {task.item for task in self._verdicts(judge, asked, repeats)}
            verdicts[judge.rule.name] = self._book.kept(judge.recipe, keys)
        marker = Marker(order.rules, order.judges, verdicts)
        write_marks(self._engine, run.id, marker, asked, answers, repeats, now())


_WHY = (Ending.BROKE, Ending.AWAY, Ending.STOPPED)
"""Why questions can be left without an answer."""
