"""Frames kept in a folder, each under the statement, the time that it is about, and the mark of the rows it was made of.

What is there is only ever a saving: a file that is missing, damaged or cannot be written costs time and nothing else.
"""

import hashlib
import io
import os
import re
import tempfile
import time as clock
from collections.abc import Collection
from contextlib import suppress
from datetime import date
from pathlib import Path

import polars as pl

MOST_BYTES = 1 << 30
"""Bytes of one folder. Above it the frames that nobody read for longest go."""
WINDOW = "window"
"""The time of frames that are about no single day."""
_SWEPT_EVERY = 200
"""Frames that are written before the folder is measured again."""
_SEEN = 86_400
"""Seconds after which a frame that is read is marked as read again."""
MOST_PARTS = 6
"""Parts of one day that are kept of one statement: so many of whole hours, and as many of minutes."""
_DAY = len("2026-11-01")
_HOURS = re.compile(r"-\d\d0{10}-\d\d0{10}(?!\d)")
_BLOCK = 4096
"""Bytes that a disk gives away at once: most frames are smaller, and there are many of them."""
_CHECK = 16


class KeptFrames:
    """The frames in `folder`. Any number of processes may read and write: a file is put in its place whole."""

    def __init__(self, folder: Path, most: int = MOST_BYTES) -> None:
        self.folder = folder
        self._most = most
        self._written = 0
        self._refused = False

    def get(self, statement: str, time: str, mark: str) -> pl.DataFrame | None:
        """Return a frame that was put, if it is still there and whole."""
        path = self._path(statement, time, mark)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        if data[:_CHECK] != _checked(data[_CHECK:]):
            with suppress(OSError):
                path.unlink()
            return None
        self._touch(path)
        return pl.read_ipc_stream(io.BytesIO(data[_CHECK:]))

    def put(self, statement: str, time: str, mark: str, frame: pl.DataFrame) -> None:
        """Keep a frame, in place of those of the same statement and time that were made of other rows.

        `time` begins with a day as YYYY-MM-DD, followed by `+N` where it is about N days, or is `WINDOW`. Of the parts of
        a day the last few stay: those of a window that ends now are others every minute.
        """
        if self._refused:
            return
        path = self._path(statement, time, mark)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, frame)
            for older in _outdated(path, time):
                older.unlink(missing_ok=True)
            self._swept()
        except FileNotFoundError:
            return  # somebody took the empty folder away in this moment: the next frame makes it anew
        except OSError:
            # A folder that is full or that others own: the next frame would be refused as well.
            self._refused = True

    def _path(self, statement: str, time: str, mark: str) -> Path:
        return self.folder / statement / f"{time}.{mark}"

    def _touch(self, path: Path) -> None:
        with suppress(OSError):
            if clock.time() - path.stat().st_mtime > _SEEN:
                os.utime(path)

    def _swept(self) -> None:
        self._written += 1
        if self._written % _SWEPT_EVERY == 1:
            sweep(self.folder, self._most)


def _outdated(path: Path, time: str) -> list[Path]:
    """Return the frames that one at `path` takes the place of."""
    # A folder has hundreds of frames, and this is done for each that is put: a glob would take as long as the writing.
    there = os.listdir(path.parent)  # noqa: PTH208  paths of all of them are what takes long
    every = [name for name in there if name.startswith(time[:_DAY]) and name != path.name]
    older = [name for name in every if name.startswith(f"{time}.")]
    if time[_DAY : _DAY + 1] == "-":
        # Minutes pass sooner than hours do.
        alike = [
            name for name in every if name[_DAY : _DAY + 1] == "-" and _of_hours(name) == _of_hours(time)
        ]
        parts = [name for name in alike if name not in older]
        older += sorted(parts, key=lambda name: _written(path.parent / name))[: -(MOST_PARTS - 1)]
    return [path.parent / name for name in older]


def _of_hours(time: str) -> bool:
    """Return whether the part of a day that a name begins with is one of whole hours."""
    return _HOURS.match(time, _DAY) is not None


def _written(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0  # somebody else took it away


def forget(folder: Path, days: Collection[date]) -> None:
    """Delete what is kept of some days and parts of them: rows were taken away, and their texts are not to stay behind."""
    named = {str(day) for day in days}
    for path in folder.glob("*/*") if named else ():
        # Others are about several days; one that begins with a dot is a frame that somebody writes now, or was killed
        # while he wrote it.
        is_day = path.name[_DAY : _DAY + 1] in {".", "-"}
        if path.name[:_DAY] in named or not is_day:
            with suppress(OSError):
                path.unlink()


def sweep(folder: Path, most: int) -> None:
    """Delete the frames of `folder` that were read or written longest ago, until three quarters of `most` bytes are left.

    Bytes are those on the disk. The folders of statements of which nothing is kept any more go as well.
    """
    found = []
    for path in folder.glob("*/*"):
        with suppress(OSError):
            status = path.stat()
            found.append((status.st_mtime, -(-status.st_size // _BLOCK) * _BLOCK, path))
    _delete_oldest(found, most)
    _remove_empty(folder)


def _delete_oldest(found: list[tuple[float, int, Path]], most: int) -> None:
    size = sum(own for _, own, _ in found)
    if size <= most:
        return
    for _, own, path in sorted(found):
        path.unlink(missing_ok=True)
        size -= own
        if size <= most * 3 // 4:
            return


def _remove_empty(folder: Path) -> None:
    # What was counted of a window that ended some minutes ago has a statement, and so a folder, of its own.
    for path in folder.iterdir():
        # One that still has frames refuses, and a young one may be about to get its first.
        with suppress(OSError):
            if clock.time() - path.stat().st_mtime > _SEEN:
                path.rmdir()


def _write(path: Path, frame: pl.DataFrame) -> None:
    buffer = io.BytesIO()
    frame.write_ipc_stream(buffer, compression="zstd")
    data = buffer.getvalue()
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(descriptor, "wb") as file:
            # No fsync: after a power cut the check tells a torn file, and it is made anew.
            file.write(_checked(data) + data)
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def _checked(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_CHECK).digest()
