"""The attributes that can be searched: their codes, without values too thin to ever be named."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tidegauge.stats.estimate import Floats
from tidegauge.stats.scoping.leaves import Codes, Places
from tidegauge.stats.scoping.summed import summed


@dataclass(frozen=True, eq=False)
class Grid:
    """k attributes with two values or more: `codes` of shape (k, leaves), `cards` how many values each has.

    Values with less than the least calls share one code, the last: `thin` says where there is such a code. `attribute` is the place
    in the table, `values` per attribute the table's codes.
    """

    codes: Codes
    cards: tuple[int, ...]
    thin: tuple[bool, ...]
    attribute: tuple[int, ...]
    values: tuple[Places, ...]

    @property
    def named(self) -> tuple[int, ...]:
        """How many values each attribute has that can be named."""
        return tuple(card - thin for card, thin in zip(self.cards, self.thin, strict=True))


def grid(table_codes: Codes, sizes: Sequence[int], calls: Floats, least: float) -> Grid:
    """Return the grid of leaves with these codes of the table, shape (k, leaves), of attributes with so many values.

    `calls` are the leaves' in both windows together, shape (leaves,).
    """
    made = [_attribute(row, calls, least, size) for row, size in zip(table_codes, sizes, strict=True)]
    kept = [place for place, (_, values, thin) in enumerate(made) if values.size + thin > 1 and values.size]
    codes = np.empty((len(kept), calls.size), dtype=np.int32)
    for row, place in enumerate(kept):
        codes[row] = made[place][0]
    values = tuple(made[place][1] for place in kept)
    thin = tuple(made[place][2] for place in kept)
    cards = tuple(one.size + rare for one, rare in zip(values, thin, strict=True))
    return Grid(codes, cards, thin, tuple(kept), values)


def _attribute(codes: Codes, calls: Floats, least: float, size: int) -> tuple[Codes, Places, bool]:
    rows = summed(codes, np.column_stack([calls, np.ones(calls.size)]), size)
    there = rows[:, 1] > 0
    enough = there & (rows[:, 0] >= least)
    values = np.flatnonzero(enough)
    place = np.full(size, values.size, dtype=np.int32)
    place[values] = np.arange(values.size, dtype=np.int32)
    return place[codes], values, bool(values.size < np.count_nonzero(there))
