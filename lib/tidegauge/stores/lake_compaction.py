"""Compaction: the many small files of a day become few large ones, so that a query opens few files."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from tidegauge.stores.lake_parts import Part

MOST_SMALL_FILES = 8
_SMALL_ROWS = 100_000
_SMALL_BYTES = 8 << 20
_LARGEST_ROWS = 250_000
_LARGEST_BYTES = 24 << 20


def mergers(parts: Iterable[Part]) -> Iterator[tuple[Part, ...]]:
    """Yield the groups of parts to be merged into one each: those of days with more than eight small files.

    A group is bounded in rows and compressed bytes, because it is sorted in memory.
    """
    ordered = sorted(parts, key=lambda part: (part.file.day, part.file.first, part.file.path))
    for _, members in groupby(ordered, key=lambda part: part.file.day):
        small = [part for part in members if part.file.rows < _SMALL_ROWS and part.size < _SMALL_BYTES]
        if len(small) > MOST_SMALL_FILES:
            yield from _bounded(small)


def _bounded(parts: Sequence[Part]) -> Iterator[tuple[Part, ...]]:
    group: list[Part] = []
    for part in parts:
        if not _fits(group, part):
            yield tuple(group)
            group = []
        group.append(part)
    if len(group) > 1:
        yield tuple(group)


def _fits(group: Sequence[Part], part: Part) -> bool:
    rows = sum(member.file.rows for member in group) + part.file.rows
    return rows <= _LARGEST_ROWS and sum(member.size for member in group) + part.size <= _LARGEST_BYTES
