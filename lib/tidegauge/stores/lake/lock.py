"""The writer's lock of a lake: one process imports at a time, any number read."""

from contextlib import AbstractContextManager
from pathlib import Path

from tidegauge.errors import StoreBusyError
from tidegauge.stores.process_lock import process_lock


def writers_lock(folder: Path) -> AbstractContextManager[None]:
    """Hold the lock of the lake in `folder`.

    Raises StoreBusyError, with the process id of the holder, if another import is running.
    """
    return process_lock(
        folder,
        0o644,
        lambda holder: StoreBusyError(
            f"Another import is writing to {folder} (process {holder}). Wait until it ends, then try again."
        ),
    )
