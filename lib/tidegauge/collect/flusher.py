"""When the journal goes to the store: by size or seconds, and again when the store is back."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress

from tidegauge.clock import now
from tidegauge.collect.flush import Job, Stored
from tidegauge.collect.group_commit import GroupCommit
from tidegauge.collect.options import CollectOptions
from tidegauge.collect.segment import Segment
from tidegauge.collect.tally import Tally
from tidegauge.collect.worker import Held, Outcome, Unreadable, Worker

_MOST_BYTES = 64 << 20
"""Payload of one flush: the rows of it are in memory at once, about five times as large."""

Say = Callable[[str], None]


class Flusher:
    """Moves segments into the store. `held` says why they wait, and is None while all is well."""

    def __init__(self, commit: GroupCommit, options: CollectOptions, tally: Tally, say: Say) -> None:
        """Say whose journal goes where."""
        self.held: str | None = None
        self.worker = Worker()
        self._commit, self._options, self._tally, self._say = commit, options, tally, say
        self._due, self._ending = asyncio.Event(), False

    def look(self) -> None:
        """Begin a flush without waiting for its time if a segment is full, unless the store is known to be away."""
        if self._commit.journal.closed and not self.held:
            self._due.set()

    async def run(self) -> None:
        """Flush by size or seconds until told to end."""
        while not self._ending:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._due.wait(), self._options.every)
            self._due.clear()
            await self.flush()

    def end(self) -> None:
        """Let `run` return after the flush it is at."""
        self._ending = True
        self._due.set()

    async def flush(self) -> None:
        """Store what waits, as far as the store takes it."""
        journal = self._commit.journal
        try:
            await self._commit.do(journal.rotate)
            while journal.closed and await self._store(_portion(journal.closed, self._options.batch)):
                pass
        except OSError as error:
            self._hold(f"The journal cannot be written: {error.strerror or error}.")

    async def _store(self, segments: tuple[Segment, ...]) -> bool:
        """Store some segments; return whether to go on with the next ones."""
        outcome = await self._outcome(segments)
        if isinstance(outcome, Unreadable) and len(segments) > 1:
            return await self._store(segments[:1])
        match outcome:
            case Held(reason):
                self._hold(reason)
                return False
            case Unreadable(reason):
                await self._set_aside(segments[0], reason)
            case Stored():
                await self._settle(segments, outcome)
        return True

    async def _outcome(self, segments: tuple[Segment, ...]) -> Outcome:
        return await self.worker.run(Job(self._options.store, self._commit.journal.name, segments, now()))

    async def _settle(self, segments: tuple[Segment, ...], outcome: Stored) -> None:
        self._tally.stored += sum(segment.items for segment in segments)
        self._tally.duplicates += outcome.duplicates
        self._tally.quarantined += outcome.quarantined
        if self.held:
            self._say("The store takes rows again.")
            self.held = None
        # Last, so that whoever sees nothing waiting sees it stored.
        await self._commit.do(lambda: self._commit.journal.remove(segments))

    async def _set_aside(self, segment: Segment, reason: str) -> None:
        kept = await self._commit.do(lambda: self._commit.journal.set_aside(segment))
        self._say(f"{segment.items:,} spans could not be read ({reason}). They are kept in {kept}.")

    def _hold(self, reason: str) -> None:
        if reason != self.held:
            said = reason if reason.endswith(".") else f"{reason}."
            self._say(
                f"{said} The journal holds what comes in; it is tried again every {self._options.every:g} s."
            )
        self.held = reason


def _portion(segments: Iterable[Segment], items: int) -> tuple[Segment, ...]:
    """Return the first segments, as many as one flush may hold and at least one."""
    chosen, size, count = list[Segment](), 0, 0
    for segment in segments:
        size, count = size + segment.size, count + segment.items
        if chosen and (size > _MOST_BYTES or count > items):
            break
        chosen.append(segment)
    return tuple(chosen)
