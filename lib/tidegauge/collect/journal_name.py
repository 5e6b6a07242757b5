"""The name of a journal: made once, remembered by the store beside how far it has come, and gone with the folder."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from tidegauge.stores.lake.manifest import sync_folder


def name_of(folder: Path) -> str:
    """Return the name of the journal in `folder`. Raises OSError if it has none and none can be written."""
    path = folder / "name"
    with suppress(FileNotFoundError):
        if name := path.read_text("ascii").strip():
            return name
    temporary = folder / ".name"
    with temporary.open("w", encoding="ascii") as file:
        file.write(secrets.token_hex(8))
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(folder)
    return path.read_text("ascii")
