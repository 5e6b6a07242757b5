"""How often a sign-in may fail: enough for typing mistakes, too little for trying keys."""

from collections import deque
from datetime import datetime, timedelta

PERIOD = timedelta(minutes=5)
FAILURES = 10
"""From one address in that period; behind a proxy everybody has its address."""
ALL_FAILURES = 100
"""From all addresses in that period."""


class Attempts:
    """The failures of the last minutes, in this process."""

    def __init__(self) -> None:
        self._failed: deque[tuple[datetime, str]] = deque()

    def wait(self, address: str, now: datetime) -> timedelta | None:
        """Return how long an address has to wait before it may try again, None when it may try now."""
        while self._failed and self._failed[0][0] <= now - PERIOD:
            self._failed.popleft()
        own = [at for at, who in self._failed if who == address]
        first = own[-FAILURES] if len(own) >= FAILURES else None
        if len(self._failed) >= ALL_FAILURES:
            first = max(first or datetime.min, self._failed[-ALL_FAILURES][0])  # noqa: DTZ901  ours have no zone
        return None if first is None else first + PERIOD - now

    def failed(self, address: str, now: datetime) -> None:
        """Count a failure."""
        self._failed.append((now, address))
