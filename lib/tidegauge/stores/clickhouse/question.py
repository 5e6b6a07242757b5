"""One statement that runs on ClickHouse, and how it is stopped from another thread."""

import threading
from contextlib import suppress
from types import TracebackType
from typing import Self
from uuid import uuid4

from tidegauge.errors import StoreError
from tidegauge.stores.clickhouse.client import Clients

_TRIES = 100
_PAUSE = 0.1


class Question:
    """A statement that begins with `mark`, a comment by which the server finds it. A context manager around it."""

    def __init__(self, clients: Clients) -> None:
        self.mark = f"/* tidegauge {uuid4().hex} */ "
        self._clients = clients
        self._ended = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()

    def stop(self) -> None:
        """Have the statement stopped. Returns at once, before it is."""
        threading.Thread(target=self._kill, daemon=True).start()

    def _kill(self) -> None:
        from clickhouse_connect.driver.exceptions import ClickHouseError  # noqa: PLC0415  an extra

        for _ in range(_TRIES):
            # It may not have arrived yet.
            with suppress(ClickHouseError, StoreError), self._clients.client() as client:
                client.command(f"KILL QUERY WHERE startsWith(query, '{self.mark}') ASYNC")
            if self._ended.wait(_PAUSE):
                return
