"""One request asked again while it gets no answer: money for each attempt, and longer waits between them."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from tidegauge.errors import JudgeError
from tidegauge.judging.endpoint import LaterError, RefusedError, Reply
from tidegauge.judging.prompt import Sendable
from tidegauge.judging.purse import Purse
from tidegauge.judging.spending import Reservation

_FIRST_WAIT, _LONGEST_WAIT = 0.5, 60.0
"""Seconds."""


class Unanswered(StrEnum):
    """Why a request has no answer: nobody does, the money is gone, or the run was stopped."""

    AWAY = "away"
    BROKE = "broke"
    STOPPED = "stopped"


class UnansweredError(Exception):
    """A request was given up. It may be asked another time."""

    def __init__(self, kind: Unanswered, why: str = "") -> None:
        super().__init__(why)
        self.kind, self.why = kind, why


@dataclass(frozen=True)
class Patience:
    """Asks `retries` times again. `stop` ends the waiting."""

    purse: Purse
    retries: int
    stop: asyncio.Event

    async def reply(
        self, ask: Callable[[], Awaitable[Reply]], prompt: Sendable, reservation: Reservation
    ) -> tuple[Reply, Reservation]:
        """Return what `ask` returns in the end, with the money that is set aside for that attempt.

        Raises:
            UnansweredError: it is not answered now.
            RefusedError: it will never be.
            JudgeError: no request will. The money that was set aside is settled.
        """
        for turn in range(self.retries + 1):
            try:
                return await ask(), reservation
            except LaterError as error:
                await self.purse.settle(reservation, reservation.amount if error.billed else 0)
                if turn == self.retries or (error.wait or 0) > _LONGEST_WAIT:
                    raise UnansweredError(Unanswered.AWAY, str(error)) from None
                await self._pause(error.wait, turn)
                reservation = await self.more(prompt)
            except BaseException as error:
                if not isinstance(error, RefusedError):
                    # Of a request that was cut off nobody knows whether it was worked on.
                    spent = 0 if isinstance(error, JudgeError) else reservation.amount
                    await asyncio.shield(self.purse.settle(reservation, spent))
                raise
        raise AssertionError("the last turn returns or raises")

    async def more(self, prompt: Sendable) -> Reservation:
        """Return the money for one more request.

        Raises:
            UnansweredError: the cap would not hold.
        """
        reservation = await self.purse.again(prompt)
        if reservation is None:
            raise UnansweredError(Unanswered.BROKE)
        return reservation

    async def _pause(self, wait: float | None, turn: int) -> None:
        """Wait as long as the endpoint says, else twice as long each time, never in step with others."""
        spread = random.uniform(0.75, 1.25)  # noqa: S311  not for secrets
        seconds = wait if wait is not None else min(_FIRST_WAIT * 2**turn, _LONGEST_WAIT) * spread
        try:
            await asyncio.wait_for(self.stop.wait(), seconds)
        except TimeoutError:
            return
        raise UnansweredError(Unanswered.STOPPED)
