"""The write-ahead journal: requests appended to segments, on disk before they are acknowledged."""

import os
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tidegauge.collect.journal_lock import journal_lock
from tidegauge.collect.journal_name import name_of
from tidegauge.collect.segment import Entry, Segment, path_of, recovered, write_all
from tidegauge.errors import StoreError
from tidegauge.stores.lake.manifest import sync_folder

_MOST_BYTES = 32 << 20


class Journal:
    """The segments in one folder, and the one that grows. A context manager; one process holds it at a time.

    The newest segment is never deleted, empty or not: it is where the numbering goes on after a restart.
    A segment grows to `most` items or 32 MB: the rows of one are in memory at once.
    """

    def __init__(self, folder: Path, most: int = 50_000) -> None:
        """Name the folder; nothing is touched before the context is entered."""
        self.folder = folder
        self._most = most
        self.closed: list[Segment] = []
        self.torn = 0
        self._held = ExitStack()
        self._descriptor: int | None = None
        self._active = Segment(folder, 0)

    def __enter__(self) -> Self:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._held.enter_context(journal_lock(self.folder))
            self.name = name_of(self.folder)
            self._recover()
            self._start()
        except OSError as error:
            self._held.close()
            raise StoreError(
                f"The journal “{self.folder}” cannot be used: {error.strerror or error}. "
                "Name a folder that you may write to with --journal."
            ) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()
        self._held.close()

    @property
    def items(self) -> int:
        """How many spans and scores wait in it."""
        return self._active.items + sum(segment.items for segment in self.closed)

    @property
    def size(self) -> int:
        """How many bytes wait in it."""
        return self._active.size + sum(segment.size for segment in self.closed)

    @property
    def active(self) -> Segment:
        """The segment that grows."""
        return self._active

    def append(self, entries: Sequence[Entry]) -> None:
        """Write entries so that they survive a power cut.

        Raises OSError if the disk does not take them; then none of them counts, and the next call starts afresh.
        """
        descriptor = self._start() if self._descriptor is None else self._descriptor
        active = self._active
        try:
            size = write_all(descriptor, (entry.framed() for entry in entries))
        except OSError:
            # After a failed fsync the kernel may have dropped pages it calls written: never go on in this file.
            self._abandon()
            raise
        items = active.items + sum(entry.items for entry in entries)
        self._active = Segment(active.path, active.number, items, active.size + size)
        if items >= self._most or self._active.size >= _MOST_BYTES:
            with suppress(
                OSError
            ):  # the entries are on the disk; the next call tries to start a segment again
                self.rotate()

    def rotate(self) -> None:
        """Let the growing segment grow no more, unless it is empty."""
        if self._active.size:
            self._close()
            self.closed.append(self._active)
            self._start()

    def remove(self, segments: Iterable[Segment]) -> None:
        """Delete closed segments whose rows are in the store."""
        for segment in segments:
            segment.path.unlink(missing_ok=True)
            self.closed.remove(segment)

    def set_aside(self, segment: Segment) -> Path:
        """Take a segment that cannot be read out of the queue, keep it, and return where."""
        kept = segment.path.with_suffix(".unread")
        segment.path.replace(kept)
        self.closed.remove(segment)
        return kept

    def _recover(self) -> None:
        for path in sorted(self.folder.glob("*.segment")):
            segment, torn = recovered(path)
            self.torn += torn
            self.closed.append(segment)

    def _start(self) -> int:
        number = max([self._active.number, *(segment.number for segment in self.closed)]) + 1
        path = path_of(self.folder, number)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
        self._active = Segment(path, number)
        descriptor = os.open(path, flags, 0o600)
        try:
            sync_folder(self.folder)
        except OSError:
            os.close(descriptor)
            raise
        self._descriptor = descriptor
        self.remove([segment for segment in self.closed if not segment.size])
        return descriptor

    def _abandon(self) -> None:
        self._close()
        with suppress(OSError):
            os.truncate(self._active.path, self._active.size)
        self.closed.append(self._active)
        self._active = Segment(self._active.path, self._active.number)

    def _close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
