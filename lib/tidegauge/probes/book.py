"""The books of a run: every question taken, and its money set aside, on the disk before it is asked."""

import asyncio
from datetime import datetime

import sqlalchemy as sa

from tidegauge.clock import now
from tidegauge.judging.journal import Claim
from tidegauge.judging.spending import Reservation
from tidegauge.workbench.probe_answers import ProbeAnswer, keep_answers
from tidegauge.workbench.probe_runs import set_aside, settle_run


class Book:
    """The questions of one run. Its methods are what a `Purse` asks for."""

    def __init__(self, engine: sa.Engine, run: int, questions: dict[str, ProbeAnswer]) -> None:
        self._engine, self._run, self._questions = engine, run, questions

    async def claim(self, task: str, amount: int, cap: int | None, planned: datetime) -> Reservation | Claim:
        """Take a question, with money for it. `planned` says nothing here: a run's questions are its own."""
        del planned
        return await asyncio.to_thread(self._claim, task, amount, cap)

    async def reserve(self, amount: int, cap: int | None) -> Reservation | None:
        """Set money aside for one more request."""
        return await asyncio.to_thread(self._reserve, amount, cap)

    async def settle(self, reservation: Reservation, spent: int) -> None:
        """Say what a request did cost."""
        await asyncio.to_thread(settle_run, self._engine, self._run, reservation.amount, spent)

    async def keep(self, answer: ProbeAnswer) -> None:
        """Keep what came of a question."""
        await asyncio.to_thread(keep_answers, self._engine, [answer])

    def _claim(self, task: str, amount: int, cap: int | None) -> Reservation | Claim:
        reservation = self._reserve(amount, cap)
        if reservation is None:
            return Claim.BROKE
        keep_answers(self._engine, [self._questions[task]])
        return reservation

    def _reserve(self, amount: int, cap: int | None) -> Reservation | None:
        at = now()
        return (
            Reservation(f"{at:%Y-%m-%d}", amount)
            if set_aside(self._engine, self._run, amount, cap, at)
            else None
        )
