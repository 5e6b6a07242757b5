"""A judge at a store: what is to be asked, what it will cost, and one run."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta

from tidegauge.clock import now
from tidegauge.errors import JudgeError
from tidegauge.judging.access import access
from tidegauge.judging.anchors import anchors
from tidegauge.judging.asking import Asker
from tidegauge.judging.calls import Calls
from tidegauge.judging.endpoint import Endpoint
from tidegauge.judging.estimate import CostEstimate, estimated
from tidegauge.judging.following import Stop
from tidegauge.judging.journal import Journal
from tidegauge.judging.late_chances import raise_chances
from tidegauge.judging.planning import Planned, planned
from tidegauge.judging.price import price_of
from tidegauge.judging.prompt import WORDING
from tidegauge.judging.publishing import Publisher
from tidegauge.judging.purse import Purse
from tidegauge.judging.questions import Questions
from tidegauge.judging.rubric import load_rubric
from tidegauge.judging.run import Progress, Run, Tally
from tidegauge.judging.score_rows import FlagRule, Writing
from tidegauge.judging.spending import NANO, spent_on, today
from tidegauge.judging.wish import Wish
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.stores import open_store, open_writer
from tidegauge.stores.addresses import store_key
from tidegauge.workbench.engine import open_workbench

STATEMENT_SECONDS = 3_600.0
"""How long one statement may take: nobody waits at a page for it."""


class Session:
    """A judge of the settings at the store at `address`."""

    def __init__(
        self, settings: Settings, address: str, wish: Wish, environ: Mapping[str, str], *, asks: bool = True
    ) -> None:
        """Look at everything that can be wrong before anything is asked. One that only plans `asks` nothing.

        Raises:
            JudgeError: the rubric, the endpoint, its key or the cap cannot be used.
            StoreError: Tidegauge cannot write into the store, or the workbench does not open.
        """
        self.table, self.wish, self.address = settings.judge, wish, address
        open_writer(address)
        self.options = access(self.table, environ, asks=asks)
        self.rubric = load_rubric(self.table.rubric)
        self.evaluator = f"{self.options.model} {self.rubric.version(WORDING)}"
        self.price = price_of(self.table, self.options.address, self.options.model)
        self.cap = self._checked_cap() if asks or self.price else None
        self.source = Source(open_store(address, STATEMENT_SECONDS), settings.dimensions)
        self.engine = open_workbench(settings.workbench)
        self.journal = Journal(self.engine, store_key(address), self.evaluator, self._lease)
        self.publisher = Publisher(address, self.journal)

    def plan(self) -> Planned:
        """Return what is left to ask.

        Raises:
            FilterError: a chip cannot be read, or names what the store does not have.
            StoreError: the store does not answer.
        """
        spans = anchors(self.engine, store_key(self.address))
        return planned(self._calls(), self.wish, self.evaluator, spans)

    def plan_shares_inputs(self) -> bool:
        """Return whether the two sides of the pairs that are asked for were ever asked the same."""
        return self.wish.pairs is not None and self._calls().shared(*self.wish.pairs).inputs > 0

    def kept(self) -> frozenset[str]:
        """Return the questions of an earlier run that are answered: the next run writes the answers, and asks nothing."""
        return self.journal.kept()

    def estimate(self, plan: Planned) -> CostEstimate:
        """Return what a plan will cost."""
        return estimated(plan.tasks, self.rubric, self.price, self._calls().texts)

    def spent_today(self) -> float:
        """Return what was spent today, UTC, by every run of this workbench, in US dollars."""
        return spent_on(self.engine, today()) / NANO

    def publish(self) -> int:
        """Put into the store what an earlier run has left in the journal, and return how many answers."""
        return self.publisher.publish_patiently()

    async def run(self, stop: Stop, report: Callable[[Progress], None]) -> Tally:
        """Ask what is left.

        Raises:
            JudgeError: the endpoint takes no request, or does not answer.
            StoreError: the store or the workbench does not answer.
        """
        endpoint = Endpoint(self.options)
        try:
            await asyncio.to_thread(self.publish)
            at = now()
            tasks = (await asyncio.to_thread(self.plan)).tasks
            tally = await self._run_of(endpoint, stop.fresh(), report).run(tasks, at)
            if not tally.left and self._takes_all:
                await asyncio.to_thread(raise_chances, self.address, self._calls(), self.evaluator)
            return tally
        finally:
            await endpoint.close()

    def _run_of(self, endpoint: Endpoint, stop: asyncio.Event, report: Callable[[Progress], None]) -> Run:
        table = self.table
        flag = FlagRule(table.flag_mean, table.flag)
        writing = Writing(self.rubric, self.evaluator, flag)
        purse = Purse(self.journal, self.price, self.cap, table.max_output_tokens)
        asker = Asker(endpoint, self.journal, purse, writing, table.retries, stop)
        questions = Questions(self.rubric, writing, self._calls().texts)
        return Run(asker, questions, self.publisher, table.concurrency, report)

    @property
    def _takes_all(self) -> bool:
        """Whether a run judges every call that its rules take."""
        return self.wish.limit is None and self.wish.pairs is None

    def _calls(self) -> Calls:
        asked = self.wish.asked(self.table, now(), self.source.store.catalog())
        return Calls(self.source, asked, self.table)

    def _checked_cap(self) -> int | None:
        if not self.wish.capped:
            return None
        if self.price is None:
            raise JudgeError(
                f"The price of “{self.options.model}” at {self.options.address} is not known, so that the daily cap of "
                f"${self.table.daily_cap:g} cannot be kept. Set input_price and output_price under [judge], in US dollars a "
                "million tokens (0 for a model of your own), or judge without a cap: --no-cap"
            )
        return round(self.table.daily_cap * NANO)

    @property
    def _lease(self) -> timedelta:
        return timedelta(seconds=2 * (self.table.timeout + 60) * (self.table.retries + 1))
