"""One task, from its claim to an answer on the disk: retries with backoff, and one stricter try at the form."""

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from tidegauge.clock import now
from tidegauge.errors import JudgeError
from tidegauge.judging.endpoint import Endpoint, LaterError, RefusedError, Reply
from tidegauge.judging.journal import Claim, Journal
from tidegauge.judging.prompt import Prompt
from tidegauge.judging.purse import Purse
from tidegauge.judging.score_rows import FAILED, UNPARSABLE, ScoreRow, Writing, dumped
from tidegauge.judging.spending import Reservation
from tidegauge.judging.task import Task
from tidegauge.judging.verdict import UnparsableError

_FIRST_WAIT, _LONGEST_WAIT = 0.5, 60.0
"""Seconds."""
Read = Callable[[Task, str, datetime], list[ScoreRow]]
"""Reads a reply. Raises UnparsableError."""


class Ending(StrEnum):
    """What became of a task."""

    JUDGED = "judged"
    UNPARSABLE = UNPARSABLE
    FAILED = FAILED
    AWAY = "away"
    TAKEN = "taken"
    BROKE = "broke"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Ended:
    """A task's ending, with the reason where it has no marks."""

    task: Task
    ending: Ending
    why: str = ""
    flagged: bool = False


class _EndError(Exception):
    def __init__(self, ending: Ending, why: str = "") -> None:
        super().__init__(why)
        self.ending, self.why = ending, why


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
        except _EndError as end:
            if end.ending is not Ending.AWAY:
                await self.journal.give_back(task.key)
            return Ended(task, end.ending, end.why)

    async def _asked(self, task: Task, question: Question, reservation: Reservation) -> Ended:
        why = ""
        for prompt in (question.prompt, question.prompt.strict):
            if why:
                reservation = await self._more(prompt)
            try:
                reply, reservation = await self._reply(prompt, question.schema, reservation)
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

    async def _reply(
        self, prompt: Prompt, schema: Mapping[str, Any], reservation: Reservation
    ) -> tuple[Reply, Reservation]:
        for turn in range(self.retries + 1):
            try:
                return await self.endpoint.ask(prompt, schema), reservation
            except LaterError as error:
                await self.purse.settle(reservation, reservation.amount if error.billed else 0)
                if turn == self.retries or (error.wait or 0) > _LONGEST_WAIT:
                    raise _EndError(Ending.AWAY, str(error)) from None
                await self._pause(error.wait, turn)
                reservation = await self._more(prompt)
            except BaseException as error:
                if not isinstance(error, RefusedError):
                    # Of a request that was cut off nobody knows whether it was worked on.
                    spent = 0 if isinstance(error, JudgeError) else reservation.amount
                    await asyncio.shield(self.purse.settle(reservation, spent))
                raise
        raise AssertionError("the last turn returns or raises")

    async def _more(self, prompt: Prompt) -> Reservation:
        reservation = await self.purse.again(prompt)
        if reservation is None:
            raise _EndError(Ending.BROKE)
        return reservation

    async def _pause(self, wait: float | None, turn: int) -> None:
        """Wait as long as the endpoint says, else twice as long each time, never in step with others."""
        spread = random.uniform(0.75, 1.25)  # noqa: S311  not for secrets
        seconds = wait if wait is not None else min(_FIRST_WAIT * 2**turn, _LONGEST_WAIT) * spread
        try:
            await asyncio.wait_for(self.stop.wait(), seconds)
        except TimeoutError:
            return
        raise _EndError(Ending.STOPPED)
