"""A random sample that every machine draws alike: the ids whose hashes with the seed are smallest."""

from collections.abc import Iterable
from heapq import nsmallest

from tidegauge.stats.drawn import digest

METHOD = "simple random sample: the smallest SHA-256 of seed:id"
"""What is recorded of the draw."""


def draw(ids: Iterable[str], n: int, seed: str) -> list[str]:
    """Return `n` of the distinct `ids`, or all if there are fewer, in an order that only the seed decides.

    Each id is as likely as any other. A smaller n gives the beginning of the same list, and the sample of a whole is
    found in the samples of its parts, so that it can be drawn piece by piece.

    >>> draw(["s-1", "s-2", "s-3", "s-4", "s-2"], 2, "spring")
    ['s-4', 's-3']
    >>> draw(draw(["s-1", "s-2"], 2, "spring") + draw(["s-3", "s-4"], 2, "spring"), 2, "spring")
    ['s-4', 's-3']
    """
    return nsmallest(n, set(ids), key=lambda one: (hashed(seed, one), one))


def hashed(seed: str, one: str) -> bytes:
    """Return the SHA-256 that says where an id stands in the draw of a seed."""
    return digest(f"{seed}:{one}")
