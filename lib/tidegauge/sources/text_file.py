"""Text files as bytes: decompressed on the fly, with the share that has been read."""

import gzip
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast
from weakref import WeakSet

from tidegauge.errors import ImportFileError

_GZIP = b"\x1f\x8b"
_PATIENCE = 5.0  # seconds


class TextFile:
    """A file of text, gzipped or not, that counts what passes through it."""

    def __init__(self, path: Path, raw: IO[bytes]) -> None:
        """Wrap an open file."""
        self._raw = raw
        self._size = max(path.stat().st_size, 1)
        zipped = raw.read(2) == _GZIP
        raw.seek(0)
        self._text = cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if zipped else raw
        self.quotes = 0
        self._stopped = False
        self._lent: WeakSet[Any] = WeakSet()

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, with the byte order mark of UTF-8 left out by the caller."""
        data = b"" if self._stopped else self._text.read(size)
        self.quotes += data.count(b'"')
        return data

    def lines(self) -> Iterator[bytes]:
        """Yield the lines."""
        yield from self._text

    def lent(self) -> "Lent":
        """Return the file for a reader that reads ahead in a thread of its own."""
        return Lent(self, self._lent)

    def wait_until_returned(self) -> None:
        """Let the reader, which nobody else may hold any more, come to its end.

        A process that ends while that thread still wants to call Python, be it to free memory, is aborted.
        """
        self._stopped = True
        deadline = time.monotonic() + _PATIENCE
        while self._lent and time.monotonic() < deadline:
            time.sleep(0.001)

    @property
    def done(self) -> float:
        """Share of the file on disk that has been read."""
        return min(self._raw.tell() / self._size, 1.0)


class Lent:
    """A file as a reader's thread holds it: `held` are this object and the bytes that it has not let go yet."""

    closed = False

    def __init__(self, text: TextFile, held: "WeakSet[Any]") -> None:
        """Pass on what `text` reads."""
        self._text, self._held = text, held
        held.add(self)

    def read(self, size: int = -1) -> "Any":
        """Return the next bytes."""
        data = memoryview(self._text.read(size))
        self._held.add(data)
        return data


@contextmanager
def open_text(path: Path) -> Iterator[TextFile]:
    """Open a text file for reading. Raises ImportFileError if it cannot be opened or is damaged."""
    try:
        with path.open("rb") as raw:
            yield TextFile(path, raw)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ImportFileError(f"{path} is damaged: {error}. Fetch or export it again.") from None
    except OSError as error:
        raise ImportFileError(f"{path} cannot be read: {error.strerror or error}.") from None
