"""The writer's lock of a lake: one process imports at a time, any number read."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tidegauge.errors import StoreBusyError


@contextmanager
def writers_lock(folder: Path) -> Iterator[None]:
    """Hold the lock of the lake in `folder`. The kernel releases it when the process ends, however it ends.

    Raises StoreBusyError, with the process id of the holder, if another import is running.
    """
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _take(descriptor, folder)
        yield
    finally:
        # The file stays: removing it would let two processes lock two files of the same name.
        os.close(descriptor)


def _take(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, 20).decode("ascii", "replace").strip() or "unknown"
        raise StoreBusyError(
            f"Another import is writing to {folder} (process {holder}). Wait until it ends, then try again."
        ) from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(os.getpid()).encode(), 0)
