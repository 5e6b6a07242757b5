"""The lock of a journal: one collector writes it at a time."""

from contextlib import AbstractContextManager
from pathlib import Path

from tidegauge.errors import StoreError
from tidegauge.stores.process_lock import process_lock


def journal_lock(folder: Path) -> AbstractContextManager[None]:
    """Hold the lock of the journal in `folder`.

    Raises StoreError, with the process id of the holder, if another collector uses this journal.
    """
    return process_lock(
        folder,
        0o600,
        lambda holder: StoreError(
            f"Another collector (process {holder}) uses the journal “{folder}”. "
            "Stop it, or give this one a journal of its own: --journal FOLDER."
        ),
    )
