"""Group commit: requests that come while the disk is busy share the next fsync."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from tidegauge.collect.journal import Journal
from tidegauge.collect.segment import Entry

Answer = TypeVar("Answer")
_Waiting = tuple[Entry, "asyncio.Future[None]"]


class GroupCommit:
    """The only one who touches a journal while requests come in: one thread, one thing at a time."""

    def __init__(self, journal: Journal) -> None:
        """Start with nobody waiting."""
        self.journal = journal
        self.waiting_bytes = 0
        self._waiting: list[_Waiting] = []
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._writing: asyncio.Task[None] | None = None

    async def append(self, entry: Entry) -> None:
        """Return once the entry is on the disk. Raises OSError if the disk does not take it."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((entry, done))
        self.waiting_bytes += len(entry.payload)
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        try:
            await done
        finally:
            self.waiting_bytes -= len(entry.payload)

    async def do(self, work: Callable[[], Answer]) -> Answer:
        """Do something else with the journal, between two groups."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def _write(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            try:
                await self.do(lambda group=group: self.journal.append([entry for entry, _ in group]))  # type: ignore[misc]
            except OSError as error:
                _settle(group, error)
            else:
                _settle(group, None)
        self._writing = None


def _settle(group: list[_Waiting], error: OSError | None) -> None:
    for _, done in group:
        if done.cancelled():
            continue  # the sender hung up
        if error:
            done.set_exception(error)
        else:
            done.set_result(None)
