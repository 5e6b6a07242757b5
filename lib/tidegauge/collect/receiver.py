"""Takes requests in: counted, bounded, durable before they are acknowledged."""

import asyncio

from tidegauge.collect.flusher import Flusher, Say
from tidegauge.collect.group_commit import GroupCommit
from tidegauge.collect.journal import Journal
from tidegauge.collect.options import CollectOptions
from tidegauge.collect.parcels import NOT_KEPT, Parcel
from tidegauge.collect.refusal import exhausted, stopping
from tidegauge.collect.tally import Tally

_MOST_UNWRITTEN = 128 << 20
"""Bytes that may wait for the disk in memory: beyond it the disk is slower than the senders."""


_STOP_SECONDS = 60
"""How long a stop waits for the store. What is not stored by then stands in the journal."""


class Receiver:
    """The state of a running collector."""

    def __init__(self, journal: Journal, options: CollectOptions, say: Say) -> None:
        """Take an open journal; `say` tells the person at the terminal."""
        self.tally = Tally()
        self.stopping = False
        self.full: str | None = None
        self._options, self._say = options, say
        self._commit = GroupCommit(journal)
        self._flusher = Flusher(self._commit, options, self.tally, say)
        self._told_not_kept = False
        self._task: asyncio.Task[None] | None = None

    @property
    def held(self) -> str | None:
        """Why the journal waits, or None."""
        return self._flusher.held

    @property
    def waiting(self) -> int:
        """How many acknowledged spans the store does not have yet."""
        return self._commit.journal.items

    @property
    def waiting_bytes(self) -> int:
        """Their size in the journal."""
        return self._commit.journal.size

    def check(self) -> None:
        """Raise RefusedError if nothing can be taken now: before a body is read."""
        again = self._options.retry_after
        if self.stopping:
            raise stopping(again)
        if self._commit.waiting_bytes > _MOST_UNWRITTEN:
            raise exhausted("The disk is slower than what comes in.", again)
        if self.waiting_bytes + self._commit.waiting_bytes >= self._options.limit:
            self._tell_full()
            raise exhausted(
                f"{self.waiting:,} spans wait for the store, and the journal may hold "
                f"{self._options.limit >> 20:,} MB.",
                again,
            )
        self.full = None

    async def accept(self, parcel: Parcel) -> None:
        """Return once the parcel is on the disk. Raises RefusedError if it cannot be taken."""
        self.check()
        if parcel.entry.items:
            try:
                await self._commit.append(parcel.entry)
            except OSError as error:
                raise exhausted(
                    f"The journal cannot be written: {error.strerror or error}.", self._options.retry_after
                ) from None
        self.tally.received += parcel.entry.items
        self.tally.rejected += parcel.rejected
        if parcel.not_kept and not self._told_not_kept:
            self._told_not_kept = True
            self._say(NOT_KEPT)
        self._flusher.look()

    def start(self) -> None:
        """Begin to flush."""
        self._flusher.worker.start()
        self._flusher.look()
        self._task = asyncio.create_task(self._flusher.run())

    async def stop(self) -> None:
        """Take no more, store what waits, if the store takes it in time, and end the worker."""
        self.stopping = True
        self._flusher.end()
        last = asyncio.create_task(self._last_flush())
        await asyncio.wait([last], timeout=_STOP_SECONDS)
        if not last.done():
            self._flusher.worker.kill()
        await last
        self._flusher.worker.stop()

    async def _last_flush(self) -> None:
        if self._task:
            await self._task
        if not self._flusher.held:
            await self._flusher.flush()

    def _tell_full(self) -> None:
        if self.full is None:
            self.full = "The journal is full."
            self._say(f"The journal is full ({self._options.limit >> 20:,} MB): senders are told to wait.")
