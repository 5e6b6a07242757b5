"""A lock on a folder that one process holds: the kernel releases it when the process ends, however it ends."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tidegauge.errors import StoreError


@contextmanager
def process_lock(folder: Path, mode: int, taken: Callable[[str], StoreError]) -> Iterator[None]:
    """Hold the lock of `folder`, a file with the rights `mode`, until the block ends.

    Raises StoreError as `taken` makes it of the process id of the holder, if another process has the lock.
    """
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, mode)
    try:
        _take(descriptor, taken)
        yield
    finally:
        # The file stays: removing it would let two processes lock two files of the same name.
        os.close(descriptor)


def _take(descriptor: int, taken: Callable[[str], StoreError]) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, 20).decode("ascii", "replace").strip() or "unknown"
        raise taken(holder) from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(os.getpid()).encode(), 0)
