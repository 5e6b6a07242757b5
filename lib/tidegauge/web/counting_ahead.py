"""While the app runs: days of a large lake are counted in a process of their own, before anybody waits for them."""

import asyncio
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from tidegauge.clock import now
from tidegauge.hours import floor_hour

RUN = "import os; getattr(os, 'nice', int)(10); from tidegauge.cli import main; main()"
"""Pages that somebody waits for come first."""


async def count_ahead(is_large: Callable[[], bool], words: Sequence[str]) -> None:
    """Run `tidegauge ahead` with these words now and after every whole hour, while the lake is large, until cancelled."""
    while True:
        if await asyncio.to_thread(is_large):
            await _counted(words)
        await asyncio.sleep(until_next(now()).total_seconds())


async def _counted(words: Sequence[str]) -> None:
    nowhere = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", RUN, "ahead", *words), stdin=nowhere, stdout=nowhere, stderr=nowhere
    )
    try:
        await process.wait()
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


def until_next(at: datetime) -> timedelta:
    """Return how long it is until windows of days end an hour later, with a minute for the first rows of that hour.

    >>> until_next(datetime(2026, 11, 20, 9, 58))
    datetime.timedelta(seconds=180)
    """
    return floor_hour(at) + timedelta(hours=1, minutes=1) - at
