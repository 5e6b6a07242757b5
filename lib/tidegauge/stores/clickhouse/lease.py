"""One writer at a time: a row that says who writes, renewed while it does."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from tidegauge.errors import StoreError
from tidegauge.stores.clickhouse.literals import literal
from tidegauge.stores.clickhouse.session import Session

RENEWED = 15.0
"""Seconds after which a writer says again that it is there."""

# Without a word for 90 seconds a writer on another machine counts as gone.
_OWN: set[str] = set()
"""The writers of this process. One that could not say that it ended is none of them."""

_OTHERS = (
    "SELECT writer, argMax(who, at) AS person, argMax(open, at) AS there, min(at) AS since, max(at) AS latest "
    "FROM tidegauge_writers WHERE at > now64(6) - INTERVAL 1 DAY GROUP BY writer "
    "HAVING there AND latest > now64(6) - INTERVAL 90 SECOND ORDER BY since, writer"
)


@contextmanager
def lease(session: Session) -> Iterator[None]:
    """Hold the store of `session` for writing until the block ends.

    Raises:
        StoreError: another process is writing.
    """
    own, ended = uuid4().hex, threading.Event()
    _OWN.add(own)
    try:
        _say(session, own, there=True)
        _first(session, own)
        renewing = threading.Thread(target=_renew, args=(session, own, ended), daemon=True)
        renewing.start()
        try:
            yield
        finally:
            ended.set()
            renewing.join()
    finally:
        _OWN.discard(own)
        _say(session, own, there=False)


def _first(session: Session, own: str) -> None:
    """Raise StoreError if another came before. Of two that come at once both see who was first."""
    for writer, person, *_ in session.rows(_OTHERS):
        if writer == own:
            return
        if not _is_dead(writer, person, embedded=session.place.embedded):
            raise StoreError(
                f"Another import is writing to the store {session.place.shown} ({person}). "
                "Wait until it ends, then try again."
            )


def _is_dead(writer: str, person: str, *, embedded: bool) -> bool:
    host, _, process = person.rpartition(" process ")
    if process == str(os.getpid()) and host == socket.gethostname():
        return writer not in _OWN
    if embedded:
        # The engine lets one process in: whoever else wrote is gone.
        return True
    if host != socket.gethostname() or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _renew(session: Session, own: str, ended: threading.Event) -> None:
    while not ended.wait(RENEWED):
        try:
            _say(session, own, there=True)
        except StoreError:
            # The server is away: the writer itself will be told.
            continue


def _say(session: Session, own: str, *, there: bool) -> None:
    row = {"writer": own, "who": f"{socket.gethostname()} process {os.getpid()}", "open": there}
    session.put("tidegauge_writers", {name: literal(value) for name, value in row.items()})
