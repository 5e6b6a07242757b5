"""The embedded ClickHouse, imported without a step out of the working directory."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_LOCK = threading.Lock()


def import_chdb() -> None:
    """Import chdb. Other threads may open files by relative paths meanwhile.

    Raises:
        ImportError: it is not installed.
    """
    if sys.modules.get("chdb"):
        return
    with _LOCK, _standing_still():
        import chdb  # noqa: F401, PLC0415  an extra


@contextmanager
def _standing_still() -> Iterator[None]:
    """Keep this thread from changing the directory of the whole process.

    chdb steps into its own folder while its library is loaded, which takes a second, and needs not: it names that
    library by its whole path. What other threads opened by a relative path in that second was not there.
    """
    own, moved = threading.get_ident(), os.chdir

    def stay(path: str) -> None:
        if threading.get_ident() != own:
            moved(path)

    os.chdir = stay  # type: ignore[assignment]
    try:
        yield
    finally:
        os.chdir = moved
