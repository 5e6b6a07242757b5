"""The columns that every segment is judged by: all are sums over its leaves, so that segments, unions and rests are too."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tidegauge.stats.estimate import Floats

COUNTED = 7
"""Columns of a metric of counts, whose variance is its y; the others have two more."""


@dataclass(frozen=True, eq=False)
class Cells:
    """Leaves, segments or totals: `matrix` has shape (n, 7) for counts and (n, 9) otherwise.

    Of the current period and the reference (1 and 0): y, w, and m, which is w times the value expected of the leaf; v is the variance of m1 as
    it was estimated; s is the null variance of y.
    """

    matrix: Floats

    def __len__(self) -> int:
        """How many there are."""
        return int(self.matrix.shape[0])

    def __getitem__(self, rows: NDArray[np.bool_] | NDArray[np.intp] | slice) -> "Cells":
        """Return some of them."""
        return Cells(self.matrix[rows])

    def __sub__(self, other: "Cells") -> "Cells":
        """Return what is left of these without those, which lie within."""
        return Cells(self.matrix - other.matrix)

    def sum(self) -> "Cells":
        """Return all of them as one, shape (1, columns)."""
        # A product, because numpy's sum over the rows of a narrow matrix takes five times as long.
        return Cells(np.ones((1, len(self))) @ self.matrix)

    @property
    def y1(self) -> Floats:
        """Y now."""
        return self.matrix[:, 0]

    @property
    def w1(self) -> Floats:
        """W now."""
        return self.matrix[:, 1]

    @property
    def m1(self) -> Floats:
        """Y as expected of the leaves now."""
        return self.matrix[:, 2]

    @property
    def y0(self) -> Floats:
        """Y in the reference."""
        return self.matrix[:, 3]

    @property
    def w0(self) -> Floats:
        """W in the reference."""
        return self.matrix[:, 4]

    @property
    def m0(self) -> Floats:
        """Y as expected of the leaves in the reference."""
        return self.matrix[:, 5]

    @property
    def v(self) -> Floats:
        """Variance of m1."""
        return self.matrix[:, 6]

    @property
    def s1(self) -> Floats:
        """Null variance of y1."""
        return self.matrix[:, COUNTED] if self.matrix.shape[1] > COUNTED else self.y1

    @property
    def s0(self) -> Floats:
        """Null variance of y0."""
        return self.matrix[:, COUNTED + 1] if self.matrix.shape[1] > COUNTED else self.y0
