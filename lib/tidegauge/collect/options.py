"""How a collector is run."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from tidegauge.stores.addresses import address_of

_HOME = Path("tidegauge-data")


@dataclass(frozen=True)
class CollectOptions:
    """The store, where the journal lies, and when it is flushed: after `every` seconds, or with `batch` spans.

    `limit` is in bytes of journal; beyond it requests are answered with 429.
    """

    store: str
    journal: Path
    every: float = 5.0
    batch: int = 50_000
    limit: int = 1 << 30

    @property
    def retry_after(self) -> int:
        """Seconds after which a sender may try again."""
        return max(1, round(self.every))


def journal_of(store: str) -> Path:
    """Return the folder of the journal of a store: beside a lake, else under tidegauge-data.

    >>> journal_of("data/lake").as_posix()
    'data/lake.journal'
    """
    if "://" not in store:
        path = Path(store).expanduser()
        return path.with_name(f"{path.name}.journal")
    digest = hashlib.sha256(address_of(store).shown.encode()).hexdigest()[:12]
    return _HOME / f"collect-{digest}.journal"
