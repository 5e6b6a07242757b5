"""One run: every question asked; begun, or taken up where a killed one stopped; and looked at in the end."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from tidegauge.clock import now
from tidegauge.errors import JudgeError, TidegaugeError
from tidegauge.judging.owner import is_gone, own
from tidegauge.judging.patience import Patience
from tidegauge.judging.purse import Purse
from tidegauge.probes.asking import CAPPED, Answering, Asking, Means
from tidegauge.probes.book import Book
from tidegauge.probes.finish import finish
from tidegauge.probes.question import questions_of
from tidegauge.probes.target import Target
from tidegauge.workbench.probe_answers import ANSWERED, answers_of_runs
from tidegauge.workbench.probe_runs import ProbeRun, begin_run, end_run, leave_run, open_run, take_over

FRESH = timedelta(hours=1)
"""How long after its beginning a killed run is taken up again: later it would ask another hour's model."""
_LEASE = timedelta(hours=2)
_INTERRUPTED = "it was interrupted, and not taken up again within an hour"
STOPPED = "stopped; the next run within an hour goes on with it"


class ProbeError(TidegaugeError):
    """A target cannot be probed now."""


@dataclass(frozen=True)
class Ran:
    """What a run came to: how many questions were answered, its cost (billionths of a dollar), why it was given up."""

    run: int
    target: str
    answered: int
    questions: int
    spent: int
    problem: str = ""

    @property
    def is_capped(self) -> bool:
        """Whether the money was gone before the questions were."""
        return CAPPED in self.problem


@dataclass(frozen=True)
class Prober:
    """Probes one target. `stop` ends the run after what is under way; the next one takes it up again."""

    engine: sa.Engine
    target: Target
    endpoint: Answering
    stop: asyncio.Event
    report: Callable[[int, int, float], None]
    capped: bool = True

    async def run(self) -> Ran:
        """Ask what is to be asked, and look at the answers.

        Raises:
            ProbeError: another process probes this target now.
            JudgeError: the endpoint takes no request: the key, the model or the address is wrong.
            SettingsError: the cap cannot be kept.
        """
        target, probes = self.target, self.target.probes
        cap = target.cap(capped=self.capped)
        run = await asyncio.to_thread(self._begun)
        kept = await asyncio.to_thread(answers_of_runs, self.engine, [run.id])
        questions = questions_of(target.suite, probes.repeats, kept)
        book = Book(self.engine, run.id, {one.name: one.asked(run.id, now()) for one in questions})
        purse = Purse(book, target.price(), cap, target.table.max_output_tokens)
        patience = Patience(purse, probes.retries, self.stop)
        means = Means(self.endpoint, book, purse, patience, probes.concurrency, self.report)
        asking = Asking(run.id, means, questions)
        try:
            await asking.every()
            return await asyncio.to_thread(self._ended, run, asking.why, purse.spent)
        except JudgeError as error:
            await asyncio.to_thread(end_run, self.engine, run.id, now(), str(error))
            raise
        except BaseException:
            # This process goes on, with --every: a run that is still its own would keep the next one out for hours.
            with suppress(SQLAlchemyError):
                leave_run(self.engine, run.id)
            raise

    def _begun(self) -> ProbeRun:
        for _ in range(3):
            found = open_run(self.engine, self.target.name)
            begun = (
                begin_run(self.engine, self.target.subject, own(), now())
                if found is None
                else self._taken(found)
            )
            if begun is not None:
                return begun
        raise ProbeError(f"The target {self.target.name} is being probed by another process.")

    def _taken(self, run: ProbeRun) -> ProbeRun | None:
        at = now()
        if run.owner and not is_gone(run.owner, run.at, at, _LEASE):
            raise ProbeError(
                f"The target {self.target.name} is being probed by another process, since {run.at:%H:%M} UTC."
            )
        if run.series == self.target.subject.series and at - run.at <= FRESH:
            return run if take_over(self.engine, run, own()) else None
        finish(self.engine, run, at, self.target.probes, _INTERRUPTED)
        return None

    def _ended(self, run: ProbeRun, why: str, spent: int) -> Ran:
        answered = sum(one.state == ANSWERED for one in answers_of_runs(self.engine, [run.id]))
        if self.stop.is_set() and answered < run.questions:
            leave_run(self.engine, run.id)
            return Ran(run.id, run.target, answered, run.questions, spent, STOPPED)
        problem = finish(self.engine, run, now(), self.target.probes, why)
        return Ran(run.id, run.target, answered, run.questions, spent, problem)
