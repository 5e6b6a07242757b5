"""Text files as bytes: decompressed on the fly, with the share that has been read."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from tidegauge.errors import ImportFileError

_GZIP = b"\x1f\x8b"


class TextFile:
    """A file of text, gzipped or not, that counts what passes through it."""

    closed = False

    def __init__(self, path: Path, raw: IO[bytes]) -> None:
        """Wrap an open file."""
        self._raw = raw
        self._size = max(path.stat().st_size, 1)
        zipped = raw.read(2) == _GZIP
        raw.seek(0)
        self._text = cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if zipped else raw
        self.quotes = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, with the byte order mark of UTF-8 left out by the caller."""
        data = self._text.read(size)
        self.quotes += data.count(b'"')
        return data

    def lines(self) -> Iterator[bytes]:
        """Yield the lines."""
        yield from self._text

    @property
    def done(self) -> float:
        """Share of the file on disk that has been read."""
        return min(self._raw.tell() / self._size, 1.0)


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
