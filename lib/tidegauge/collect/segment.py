"""One file of the journal: requests with their length and checksum, so that a torn tail is seen and cut."""

import os
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

_HEADER = struct.Struct("<IIBI")  # checksum of what follows it, length of the payload, signal, items
_CHECKSUM = struct.Struct("<I")


class Signal(IntEnum):
    """What a request carries."""

    TRACES = 0
    LOGS = 1


@dataclass(frozen=True)
class Entry:
    """A request as it was acknowledged. `payload` is an export request in protobuf with `items` usable items."""

    signal: Signal
    items: int
    payload: bytes

    def framed(self) -> bytes:
        """Return the bytes that stand in a segment.

        >>> len(Entry(Signal.TRACES, 1, b"abc").framed())
        16
        """
        header = _HEADER.pack(0, len(self.payload), self.signal, self.items)[_CHECKSUM.size :]
        checksum = zlib.crc32(self.payload, zlib.crc32(header))
        return b"".join((_CHECKSUM.pack(checksum), header, self.payload))


@dataclass(frozen=True)
class Segment:
    """A file of the journal that grows no more."""

    path: Path
    number: int
    items: int = 0
    size: int = 0


def path_of(folder: Path, number: int) -> Path:
    """Return where the segment of that number lies."""
    return folder / f"{number:012d}.segment"


def entries(path: Path) -> Iterator[Entry]:
    """Yield the whole entries of a segment up to a torn tail. Raises OSError if it cannot be read."""
    with path.open("rb") as file:
        while len(header := file.read(_HEADER.size)) == _HEADER.size:
            checksum, length, signal, items = _HEADER.unpack(header)
            payload = file.read(length) if length <= os.fstat(file.fileno()).st_size else b""
            found = zlib.crc32(payload, zlib.crc32(header[_CHECKSUM.size :]))
            if len(payload) != length or found != checksum:
                return
            yield Entry(Signal(signal), items, payload)


def recovered(path: Path) -> tuple[Segment, int]:
    """Return a segment that a killed collector may have left, and how many bytes of a torn tail were cut off."""
    items = size = 0
    for entry in entries(path):
        items += entry.items
        size += _HEADER.size + len(entry.payload)
    torn = path.stat().st_size - size
    if torn:
        os.truncate(path, size)
    return Segment(path, int(path.stem), items, size), torn


def write_all(descriptor: int, frames: Iterable[bytes]) -> int:
    """Write frames, wait until they are on the disk, and return their length in bytes."""
    data = memoryview(b"".join(frames))
    written = 0
    while written < len(data):
        written += os.write(descriptor, data[written:])
    os.fdatasync(descriptor)
    return written
