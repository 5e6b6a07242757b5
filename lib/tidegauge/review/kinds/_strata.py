"""A random sample in each stratum, in an order whose first part is one too."""

from collections.abc import Iterable, Mapping
from heapq import nsmallest
from math import floor

from tidegauge.review.draw import hashed
from tidegauge.review.kinds._items import Row
from tidegauge.stats.drawn import drawn


def proportional(sizes: Mapping[str, float], n: int) -> dict[str, int]:
    """Return `n` units shared out like `sizes`, by largest remainders, at least one to each.

    >>> proportional({"chat": 900, "search": 90, "old": 10}, 20)
    {'chat': 16, 'search': 3, 'old': 1}
    """
    total, left = sum(sizes.values()), n - len(sizes)
    shares = {name: size * left / total for name, size in sizes.items()}
    parts = {name: 1 + floor(share) for name, share in shares.items()}
    for name in sorted(shares, key=lambda one: floor(shares[one]) - shares[one])[: n - sum(parts.values())]:
        parts[name] += 1
    return parts


def capped(parts: Mapping[str, int], sizes: Mapping[str, int]) -> dict[str, int]:
    """Return the same number shared out so that no stratum gives more than it has; what is left goes to the others.

    >>> capped({"chat": 10, "old": 10}, {"chat": 900, "old": 4})
    {'chat': 16, 'old': 4}
    """
    given = {name: min(part, sizes[name]) for name, part in parts.items()}
    left = sum(parts.values()) - sum(given.values())
    while left and (room := [name for name in given if given[name] < sizes[name]]):
        for name in room[:left]:
            given[name] += 1
        left = sum(parts.values()) - sum(given.values())
    return given


def sampled(rows: Iterable[Row], parts: Mapping[str, int], seed: str) -> dict[str, list[Row]]:
    """Return of each stratum the units whose hash with the seed is smallest, in that order."""
    kept: dict[str, list[Row]] = {name: [] for name in parts}
    waiting: dict[str, list[Row]] = {name: [] for name in parts}
    for row in rows:
        if row["stratum"] in waiting:
            own = waiting[row["stratum"]]
            own.append(row)
            if len(own) > 10_000:
                _thin(kept, waiting, row["stratum"], parts, seed)
    for name in parts:
        _thin(kept, waiting, name, parts, seed)
    return kept


def interleaved(kept: Mapping[str, list[Row]], seed: str) -> list[Row]:
    """Return the units in an order in which every first part holds about the same share of each stratum's.

    Within a stratum the order is random, so that the first part is a random sample of each.
    """
    placed = [
        ((place + drawn(f"{seed}:{name}")) / len(rows), name, row)
        for name, rows in kept.items()
        for place, row in enumerate(rows)
    ]
    return [row for _, _, row in sorted(placed, key=lambda one: one[:2])]


def _thin(
    kept: dict[str, list[Row]],
    waiting: dict[str, list[Row]],
    name: str,
    parts: Mapping[str, int],
    seed: str,
) -> None:
    every = [*kept[name], *waiting[name]]
    kept[name] = nsmallest(parts[name], every, key=lambda row: (hashed(seed, row["unit"]), row["unit"]))
    waiting[name] = []
