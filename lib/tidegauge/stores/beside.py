"""The folder in which Tidegauge keeps what it made of other stores: copies, and what was counted of their days."""

import hashlib
import os
import re
from pathlib import Path

MIRRORS = Path("tidegauge-data") / "mirrors"
VARIABLE = "TIDEGAUGE_MIRRORS"
"""The environment variable that names another folder."""


def folder_of(name: str, place: str) -> Path:
    """Return where what was made of a store lies: below a readable `name`, apart from those of every other `place`."""
    short = re.sub(r"[^\w.-]+", "_", name)[:60] or "store"
    kept = Path(os.environ.get(VARIABLE) or MIRRORS).expanduser().absolute()
    return kept / f"{short}-{hashlib.sha256(place.encode()).hexdigest()[:10]}"
