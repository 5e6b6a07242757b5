"""The lock of a journal: one collector writes it at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tidegauge.errors import StoreError


@contextmanager
def journal_lock(folder: Path) -> Iterator[None]:
    """Hold the lock of the journal in `folder`. The kernel releases it when the process ends, however it ends.

    Raises StoreError, with the process id of the holder, if another collector uses this journal.
    """
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(descriptor, folder)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, 20).decode("ascii", "replace").strip() or "unknown"
        raise StoreError(
            f"Another collector (process {holder}) uses the journal “{folder}”. "
            "Stop it, or give this one a journal of its own: --journal FOLDER."
        ) from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(os.getpid()).encode(), 0)
