"""Stop what a thread reads: a page gives the order from another thread, the stores say how a statement is stopped."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from tidegauge.errors import StoreCancelledError, StoreError, StoreTimeoutError

AGAIN = 0.2
"""Seconds after which a statement that goes on is told once more to stop."""


class Reading:
    """The statements that one thread runs for one question. `timeout` is the longest that one may take, in seconds.

    >>> reading = Reading()
    >>> with reading, stopped_by(lambda: print("stopped")):
    ...     reading.cancel()
    Traceback (most recent call last):
    tidegauge.errors.StoreCancelledError: The query was cancelled.
    """

    def __init__(self, timeout: float | None = None) -> None:
        self.timeout = timeout
        self._lock = threading.Lock()
        self._running: dict[object, tuple[float, Callable[[], None]]] = {}
        self._order: type[StoreError] | None = None

    def __enter__(self) -> "Reading":
        self._before = _CURRENT.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        _CURRENT.reset(self._before)

    def cancel(self) -> None:
        """Stop the statement that runs, and let no other begin. May be called from any thread."""
        self._stop(StoreCancelledError)

    def check(self) -> None:
        """Stop the statement that runs if it has taken too long. To be called now and then from another thread."""
        with self._lock:
            oldest = min((began for began, _ in self._running.values()), default=None)
        took = 0.0 if oldest is None else time.monotonic() - oldest
        if self._order is None and self.timeout is not None and took > self.timeout:
            self._stop(StoreTimeoutError)

    def _stop(self, order: type[StoreError]) -> None:
        with self._lock:
            self._order = self._order or order
            for _, stop in self._running.values():
                stop()
            if self._running:
                # An order that comes just before the driver begins is lost on it.
                again = threading.Timer(AGAIN, self._stop, (order,))
                again.daemon = True
                again.start()

    @contextmanager
    def running(self, stop: Callable[[], None], *, is_limited: bool = True) -> Iterator[None]:
        """Say that a statement runs until the block ends, and how it is stopped. One that is not limited may take long.

        Raises:
            StoreCancelledError: the order came, before or in the meantime.
            StoreTimeoutError: the statement took too long.
        """
        place = object()
        with self._lock:
            self._refuse()
            self._running[place] = (time.monotonic() if is_limited else float("inf"), stop)
        try:
            yield
        except Exception:
            # What a driver says of a statement that we stopped is no news.
            self._refuse()
            raise
        finally:
            with self._lock:
                del self._running[place]
        self._refuse()

    def _refuse(self) -> None:
        if self._order is StoreTimeoutError:
            raise StoreTimeoutError(self.timeout)
        if self._order is not None:
            raise StoreCancelledError


_CURRENT: ContextVar[Reading | None] = ContextVar("reading", default=None)


@contextmanager
def stopped_by(stop: Callable[[], None], *, is_limited: bool = True) -> Iterator[None]:
    """Run a statement that `stop` stops; where nobody could give the order, just run it.

    What is not `is_limited` may take longer than the timeout of the settings: the first copy of a store.

    `stop` is called from another thread, at most while the block runs, and must neither wait nor raise.

    Raises:
        StoreCancelledError: the order came.
        StoreTimeoutError: the statement took too long.
    """
    reading = _CURRENT.get()
    if reading is None:
        yield
    else:
        with reading.running(stop, is_limited=is_limited):
            yield
