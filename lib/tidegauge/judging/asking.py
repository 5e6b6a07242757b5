"""One task, from its claim to an answer on the disk: retries with backoff, and one stricter try at the form."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any

from tidegauge.clock import now
from tidegauge.errors import JudgeError
from tidegauge.judging.endpoint import Endpoint, RefusedError
from tidegauge.judging.journal import Claim, Journal
from tidegauge.judging.patience import Patience, Unanswered, UnansweredError
from tidegauge.judging.prompt import Prompt
from tidegauge.judging.purse import Purse
from tidegauge.judging.score_rows import FAILED, UNPARSABLE, ScoreRow, Writing, dumped
from tidegauge.judging.spending import Reservation
from tidegauge.judging.task import Task
from tidegauge.judging.verdict import UnparsableError

Read = Callable[[Task, str, datetime], list[ScoreRow]]
"""Reads a reply. Raises UnparsableError."""


class Ending(StrEnum):
    """What became of a task."""

    JUDGED = "judged"
    UNPARSABLE = UNPARSABLE
    FAILED = FAILED
    AWAY = Unanswered.AWAY
    TAKEN = "taken"
    BROKE = Unanswered.BROKE
    STOPPED = Unanswered.STOPPED


@dataclass(frozen=True)
class Ended:
    """A task's ending, with the reason where it has no marks."""

    task: Task
    ending: Ending
    why: str = ""
    flagged: bool = False


@dataclass(frozen=True)
class Question:
    """What is sent, the form of the answer, and how it is read."""

    prompt: Prompt
    schema: Mapping[str, Any]
    read: Read


@dataclass(frozen=True)
class Asker:
    """Asks an endpoint, `retries` times again where it does not answer. `stop` ends the waiting of this run."""

    endpoint: Endpoint
    journal: Journal
    purse: Purse
    writing: Writing
    retries: int
    stop: asyncio.Event

    async def ask(self, task: Task, question: Question, planned: datetime) -> Ended:
        """Ask, and keep the answer. An endpoint that is away leaves the task taken, without an answer."""
        claim = await self.purse.claim(task.key, question.prompt, planned)
        if isinstance(claim, Claim):
            return Ended(task, Ending.TAKEN if claim is Claim.TAKEN else Ending.BROKE)
        try:
            return await self._asked(task, question, claim)
        except (JudgeError, asyncio.CancelledError):
            await asyncio.shield(self.journal.give_back(task.key))
            raise
        except UnansweredError as end:
            if end.kind is not Unanswered.AWAY:
                await self.journal.give_back(task.key)
            return Ended(task, Ending(end.kind.value), end.why)

    async def _asked(self, task: Task, question: Question, reservation: Reservation) -> Ended:
        why, patience = "", Patience(self.purse, self.retries, self.stop)
        for prompt in (question.prompt, question.prompt.strict):
            if why:
                reservation = await patience.more(prompt)
            try:
                ask = partial(self.endpoint.ask, prompt, question.schema)
                reply, reservation = await patience.reply(ask, prompt, reservation)
            except RefusedError as error:
                rows = self.writing.nothing(task, FAILED, str(error), now())
                return await self._kept(task, rows, reservation, 0, Ended(task, Ending.FAILED, str(error)))
            cost = self.purse.cost(reply, reservation)
            try:
                rows = question.read(task, reply.text, now())
            except UnparsableError as error:
                why = str(error)
                if prompt is question.prompt:
                    await self.purse.settle(reservation, cost)
            else:
                flagged = any(row.name == "flagged" and row.value for row in rows)
                return await self._kept(
                    task, rows, reservation, cost, Ended(task, Ending.JUDGED, "", flagged)
                )
        rows = self.writing.nothing(task, UNPARSABLE, why, now())
        return await self._kept(task, rows, reservation, cost, Ended(task, Ending.UNPARSABLE, why))

    async def _kept(
        self, task: Task, rows: Sequence[ScoreRow], reservation: Reservation, cost: int, ended: Ended
    ) -> Ended:
        await self.journal.answer(task.key, dumped(rows), reservation, cost)
        await self.purse.closed(cost)
        return ended
