"""Compaction: the many small files of a day become few large ones, so that a query opens few files."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from tidegauge.stores.manifest import DataFile

MOST_SMALL_FILES = 8
SMALL_ROWS = 100_000
SMALL_BYTES = 16 << 20
_LARGEST_ROWS = 1_000_000
_LARGEST_BYTES = 64 << 20


@dataclass(frozen=True)
class Sized:
    """A data file, listed or still staged, where it lies, and its size."""

    file: DataFile
    path: Path
    size: int


def mergers(files: Iterable[Sized]) -> Iterator[tuple[Sized, ...]]:
    """Yield the groups of files to be merged into one each: those of days with more than eight small files.

    A group is bounded in rows and bytes, because it is sorted in memory.
    """
    for _, members in groupby(sorted(files, key=_order), key=lambda sized: sized.file.day):
        small = [sized for sized in members if sized.file.rows < SMALL_ROWS and sized.size < SMALL_BYTES]
        if len(small) > MOST_SMALL_FILES:
            yield from _bounded(small)


def _order(sized: Sized) -> tuple[str, str, str]:
    return (str(sized.file.day), str(sized.file.first), sized.file.path)


def _bounded(files: Sequence[Sized]) -> Iterator[tuple[Sized, ...]]:
    group: list[Sized] = []
    for sized in files:
        if group and not _fits(group, sized):
            yield tuple(group)
            group = []
        group.append(sized)
    if len(group) > 1:
        yield tuple(group)


def _fits(group: Sequence[Sized], sized: Sized) -> bool:
    rows = sum(member.file.rows for member in group) + sized.file.rows
    return rows <= _LARGEST_ROWS and sum(member.size for member in group) + sized.size <= _LARGEST_BYTES
