"""Cosine of the angle between the mean vectors of both windows: 1 where they point the same way."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from tidegauge.stats.drift._method import Distance, Method, On
from tidegauge.stats.drift._permutation import TIMES, lots, null
from tidegauge.stats.estimate import Floats, floats

Rows = Floats | sparse.csr_array

MARKED = 0.7
"""The field's second threshold: below 0.85 a drift, below 0.7 a marked one."""


def cosine(one: ArrayLike, other: ArrayLike) -> float:
    """Return the cosine of two vectors of shape (d,); means or sums, their lengths do not matter.

    Sums of vectors add up over hours and segments, so that a centroid is a summary that merges.

    >>> cosine([1, 0], [2, 2])
    0.7071067811865475
    """
    first, second = floats(one, other)
    length = np.sqrt((first @ first) * (second @ second))
    return float(first @ second / length) if length else float("nan")


def between(
    reference: Rows, current: Rows, times: int = TIMES, random: np.random.Generator | None = None
) -> Distance:
    """Return the cosine of the two centroids, and the chance that a random split of all rows has a smaller one.

    It sees a shift of what is said on the whole. Two windows that are spread differently around the same mean look the
    same to it: `mmd` and `domain_classifier` see that too. Rows are taken as independent.

    Parameters
    ----------
    reference, current : vectors of the rows, shape (n, d) and (m, d), sparse ones too.
    times : random splits.
    random : where they are drawn from; without it the same data give the same p-value.

    Examples
    --------
    >>> random = np.random.default_rng(3)
    >>> before, after = random.normal([1, 1], 1, (500, 2)), random.normal([1, 0.5], 1, (500, 2))
    >>> found = between(before, after)
    >>> round(found.value, 3), round(found.no_drift, 3), found.p_value < 1e-6
    (0.925, 0.999, True)

    References
    ----------
    Manning, C. D., Raghavan, P. and Schütze, H. (2008). Introduction to Information Retrieval, section 14.2 (centroids).
    """
    n, m = reference.shape[0], current.shape[0]
    totals = [np.asarray(rows.sum(axis=0), dtype=np.float64) for rows in (reference, current)]
    observed = cosine(*totals)
    if min(n, m) < 2 or np.isnan(observed):
        return Distance(observed)
    weights = lots(n, m, times, random)
    # Any split's centroids differ by `shift` and lie around the mean of all rows.
    shift = np.asarray(reference.T @ weights[:n]) + np.asarray(current.T @ weights[n:])
    middle = ((totals[0] + totals[1]) / (n + m))[:, None]
    first, second = middle - shift * m / (n + m), middle + shift * n / (n + m)
    lengths = np.sqrt((first**2).sum(axis=0) * (second**2).sum(axis=0))
    chance = null(1 - observed, 1 - (first * second).sum(axis=0) / np.where(lengths > 0, lengths, 1))
    return Distance(observed, chance.p_value, 1 - chance.mean)


METHOD = Method("Cosine of the centroids", (On.VECTORS,), between, threshold=0.85, same=1.0, falls=True)
