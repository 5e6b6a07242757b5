"""The money of a run: set aside before each request; who finds none waits for what the others give back."""

import asyncio
from datetime import datetime
from typing import Protocol

from tidegauge.judging.endpoint import Reply
from tidegauge.judging.journal import Claim
from tidegauge.judging.prompt import Sendable
from tidegauge.judging.spending import Reservation

_FRAME = 64
"""Tokens that a chat template may add to two messages."""


class Book(Protocol):
    """Where tasks are taken and money is set aside: what `claim` and `reserve` return is on the disk."""

    async def claim(self, task: str, amount: int, cap: int | None, planned: datetime) -> Reservation | Claim:
        """Take a task, with money for it."""
        ...

    async def reserve(self, amount: int, cap: int | None) -> Reservation | None:
        """Set money aside for one more request."""
        ...

    async def settle(self, reservation: Reservation, spent: int) -> None:
        """Say what a request did cost."""
        ...


class Tariff(Protocol):
    """What tokens cost."""

    def nanos(self, input_tokens: float, output_tokens: float) -> int:
        """Return it in billionths of a dollar."""
        ...


class Purse:
    """What a run may spend, and what it has `spent`, in billionths of a dollar. A `cap` of None is none."""

    def __init__(self, journal: Book, price: Tariff | None, cap: int | None, output_tokens: int) -> None:
        self._journal, self._price, self._cap, self._output = journal, price, cap, output_tokens
        self.spent = 0
        self._open = 0
        self._returned = asyncio.Condition()

    async def claim(self, task: str, prompt: Sendable, planned: datetime) -> Reservation | Claim:
        """Take a task, with the money for one request; Claim.BROKE if the cap would not hold."""
        while True:
            seen = self._open
            found = await self._journal.claim(task, self.most(prompt), self._cap, planned)
            if isinstance(found, Reservation):
                self._open += 1
            if found is not Claim.BROKE or not await self._wait(seen):
                return found

    async def again(self, prompt: Sendable) -> Reservation | None:
        """Return the money for one more request, or None if the cap would not hold."""
        while True:
            seen = self._open
            found = await self._journal.reserve(self.most(prompt), self._cap)
            self._open += found is not None
            if found is not None or not await self._wait(seen):
                return found

    async def settle(self, reservation: Reservation, spent: int) -> None:
        """Say what a request did cost."""
        await self._journal.settle(reservation, spent)
        await self.closed(spent)

    async def closed(self, spent: int) -> None:
        """Tell who waits that money may have come back."""
        async with self._returned:
            self.spent += spent
            self._open -= 1
            self._returned.notify_all()

    def most(self, prompt: Sendable) -> int:
        """Return the most that a request can cost: a token of a byte-level tokeniser holds a byte or more."""
        return self._price.nanos(prompt.size + _FRAME, self._output) if self._price else 0

    def cost(self, reply: Reply, reservation: Reservation) -> int:
        """Return what a reply did cost; where the endpoint does not say, what was set aside."""
        if self._price is None or reply.input_tokens is None or reply.output_tokens is None:
            return reservation.amount
        return self._price.nanos(reply.input_tokens, reply.output_tokens)

    async def _wait(self, seen: int) -> bool:
        """Wait until a request of this run is settled; False if none is on its way."""
        async with self._returned:
            if not self._open:
                # One may have been settled while the workbench was asked: then it is worth another look.
                return bool(seen)
            await self._returned.wait()
        return True
