"""A coroutine run on a thread of its own: a browser test before leaves a running event loop on the first one."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Found = TypeVar("Found")


def in_a_loop(coroutine: Coroutine[Any, Any, Found]) -> Found:
    """Return what a coroutine returns."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, coroutine).result()
