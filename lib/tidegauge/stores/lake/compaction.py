"""Compaction: the many small files of a day become few large ones, so that a query opens few files."""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from tidegauge.stores.lake.parts import Part

FAN = 4
"""Small files of like size that a day may have. A row is written about once for each size, however small the commits."""
_SMALL_ROWS = 100_000
_SMALL_BYTES = 8 << 20
_LARGEST_ROWS = 250_000
_LARGEST_BYTES = 24 << 20


def mergers(parts: Iterable[Part]) -> Iterator[tuple[Part, ...]]:
    """Yield the groups of parts to be merged into one each: those of days with more than four small files of like size.

    A group is bounded in rows and compressed bytes, because it is sorted in memory.
    """
    ordered = sorted(parts, key=lambda part: (part.file.day, _size(part), part.file.first, part.file.path))
    for (_, size), members in groupby(ordered, key=lambda part: (part.file.day, _size(part))):
        alike = list(members)
        if size < 0 and len(alike) > FAN:
            yield from _bounded(alike)


def _size(part: Part) -> int:
    """Return 0 for a large file, −1 for one down to a quarter of that, −2 down to a sixteenth, and so on."""
    share = max(part.file.rows / _SMALL_ROWS, part.size / _SMALL_BYTES)
    return min(0, math.floor(math.log(share, FAN)))


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
