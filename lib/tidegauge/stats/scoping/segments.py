"""The segments that a search keeps: those far enough from what is expected of them to matter."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tidegauge.stats.estimate import Floats
from tidegauge.stats.scoping.cells import Cells
from tidegauge.stats.scoping.grid import Grid
from tidegauge.stats.scoping.leaves import Codes, Places

Rows = NDArray[np.bool_] | Places | slice


@dataclass(frozen=True, eq=False)
class Segments:
    """n segments: their codes of the grid, shape (n, k) and -1 where free, sums, and standard errors z."""

    codes: Codes
    cells: Cells
    z: Floats

    def __len__(self) -> int:
        """How many there are."""
        return len(self.cells)

    def __getitem__(self, rows: Rows) -> "Segments":
        """Return some of them."""
        return Segments(self.codes[rows], self.cells[rows], self.z[rows])

    @property
    def order(self) -> Places:
        """How many attributes each has."""
        return np.asarray(np.count_nonzero(self.codes >= 0, axis=1))


def joined(parts: Sequence[Segments]) -> Segments:
    """Return all of these in turn."""
    return Segments(
        np.concatenate([one.codes for one in parts]),
        Cells(np.concatenate([one.cells.matrix for one in parts])),
        np.concatenate([one.z for one in parts]),
    )


def once(segments: Segments) -> Segments:
    """Return each segment once."""
    _, first = np.unique(segments.codes, axis=0, return_index=True)
    return segments[np.sort(first)]


def leaves_of(grid: Grid, codes: Codes) -> Places:
    """Return the leaves of one segment, codes of shape (k,)."""
    inside = np.ones(grid.codes.shape[1], dtype=np.bool_)
    for place in np.flatnonzero(codes >= 0):
        inside &= grid.codes[place] == codes[place]
    return np.flatnonzero(inside)


def exclusive(first: Codes, second: Codes) -> NDArray[np.bool_]:
    """Return which pairs cannot share a call, as they name other values of one attribute, shape (n, m).

    >>> exclusive(np.array([[0, -1]]), np.array([[1, -1], [-1, 0], [0, 1]])).tolist()
    [[True, False, False]]
    """
    a, b = first[:, None, :], second[None, :, :]
    return np.asarray(((a >= 0) & (b >= 0) & (a != b)).any(axis=2))
