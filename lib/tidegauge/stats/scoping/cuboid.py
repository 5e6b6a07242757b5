"""One cuboid: the sums of every combination of values of a few attributes."""

from dataclasses import dataclass

import numpy as np

from tidegauge.stats.estimate import Floats
from tidegauge.stats.scoping.grid import Grid
from tidegauge.stats.scoping.leaves import Codes, Places
from tidegauge.stats.scoping.summed import summed

ROOM = 1 << 20
"""Cells that are always laid out in full; beyond, and beyond four a leaf, only those that occur are."""
LARGEST = 1 << 31


@dataclass(frozen=True, eq=False)
class Cuboid:
    """The cells of some attributes: `key` is each leaf's cell, shape (leaves,), below `size`.

    `example` is a leaf of each cell where only those that occur are laid out. It is None where all are, and a cell's number is
    the mixed-radix number of its codes.
    """

    attributes: tuple[int, ...]
    key: Codes
    size: int
    example: Places | None

    def sums(self, matrix: Floats) -> Floats:
        """Return the leaves' columns summed by cell, shape (size, columns)."""
        return summed(self.key, matrix, self.size)


def cuboid(grid: Grid, attributes: tuple[int, ...]) -> Cuboid:
    """Return the cuboid of these attributes (places in the grid)."""
    key, size, example = grid.codes[attributes[0]], grid.cards[attributes[0]], None
    for place in attributes[1:]:
        size *= grid.cards[place]
        wide = key if size < LARGEST else key.astype(np.int64)
        key = wide * grid.cards[place] + grid.codes[place]
        if size > max(ROOM, 4 * key.size):
            _, example, key = np.unique(key, return_index=True, return_inverse=True)
            size = example.size
    return Cuboid(attributes, key.astype(np.int32, copy=False), size, example)


def values_of(grid: Grid, found: Cuboid, cells: Places) -> Codes:
    """Return the grid's codes of these cells, shape (cells, k), -1 where the attribute is free."""
    codes = np.full((cells.size, len(grid.cards)), -1, dtype=np.int32)
    if found.example is not None:
        leaves = found.example[cells]
        for place in found.attributes:
            codes[:, place] = grid.codes[place, leaves]
        return codes
    for place in reversed(found.attributes):
        cells, codes[:, place] = np.divmod(cells, grid.cards[place])
    return codes


def nameable(grid: Grid, codes: Codes) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return which cells hold no value that is too thin, shape (cells,)."""
    last = np.array([card - 1 if thin else -2 for card, thin in zip(grid.cards, grid.thin, strict=True)])
    return np.asarray(~(codes == last).any(axis=1))
