"""Long vectors on a few axes: the directions in which the rows of both windows spread most."""

import numpy as np
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

from tidegauge.stats.estimate import Floats

DIMENSIONS = 32
SEED = 20_261


def reduced(reference: Floats, current: Floats, dimensions: int = DIMENSIONS) -> tuple[Floats, Floats]:
    """Return vectors of length 1, shape (n, d) and (m, d), on the first axes of all of them, with one for the rest.

    The last number is the length of what the axes leave over, as in `vectorise`. Short vectors stay as they are.

    Examples
    --------
    >>> before, after = reduced(np.eye(3)[[0, 1, 0, 1]] * 5, np.eye(3)[[2]], dimensions=2)
    >>> before.shape, after.shape, np.abs(after).round(2).tolist()
    ((4, 3), (1, 3), [[0.0, 0.0, 1.0]])

    References
    ----------
    Halko, N., Martinsson, P. G. and Tropp, J. A. (2011). Finding structure with randomness. SIAM Review 53, 217-288.
    """
    n, rows = len(reference), _unit(np.concatenate([reference, current]))
    if rows.shape[1] <= dimensions:
        return rows[:n], rows[n:]
    inside = cut(rows, dimensions)
    rest = np.sqrt(np.maximum((rows**2).sum(axis=1) - (inside**2).sum(axis=1), 0))
    both = np.column_stack([inside, rest])
    return both[:n], both[n:]


def cut(rows: Floats | sparse.csr_array, dimensions: int) -> Floats:
    """Return rows of shape (n, d) on the `dimensions` axes along which they are longest: a truncated SVD, uncentred.

    >>> np.abs(cut(np.array([[3.0, 0.0], [0.0, 1.0], [-3.0, 0.0]]), 1)).round(6).tolist()
    [[3.0], [0.0], [3.0]]
    """
    axes = randomized_svd(rows, dimensions, n_iter=2, random_state=SEED)[2]
    return np.asarray(rows @ axes.T, dtype=np.float64)


def _unit(rows: Floats) -> Floats:
    length = np.sqrt((rows**2).sum(axis=1, keepdims=True))
    return np.asarray(rows / np.where(length > 0, length, 1))
