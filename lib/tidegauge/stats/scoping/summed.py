"""Rows of a matrix summed by group."""

from functools import lru_cache

import numpy as np
from scipy import sparse

from tidegauge.stats.estimate import Floats
from tidegauge.stats.scoping.leaves import Codes


def summed(key: Codes, matrix: Floats, size: int) -> Floats:
    """Return the rows of a matrix summed by key, shape (size, columns).

    As a product with the matrix of ones at (key, row): one pass over the rows, where a bincount takes one a column.

    >>> summed(np.array([1, 0, 1], dtype=np.int32), np.array([[1.0], [2.0], [3.0]]), 3).ravel().tolist()
    [2.0, 4.0, 0.0]
    """
    ones, starts = _one_a_row(key.size)
    places = sparse.csc_array((ones, key, starts), shape=(size, key.size), copy=False)
    return np.asarray(places @ matrix)


@lru_cache(maxsize=2)
def _one_a_row(rows: int) -> tuple[Floats, Codes]:
    """Return what all cuboids of one table have in common."""
    return np.ones(rows), np.arange(rows + 1, dtype=np.int32)
