"""Reading a value off bucket counts at a given rank."""

import numpy as np
from numpy.typing import ArrayLike

from tidegauge.stats.estimate import Floats, floats


def value_at(rank: ArrayLike, low: ArrayLike, high: ArrayLike, counts: ArrayLike) -> Floats:
    """Return the value below which `rank` rows lie, taken as spread evenly (in the logarithm) over their bucket.

    Parameters
    ----------
    rank : rows below, 0..n, shape (k,) or a number; a fraction lies between two rows.
    low, high : edges of the buckets in the column's unit, shape (m,), ascending. A bucket that touches or spans 0 is
        read linearly, others geometrically; low = high holds one value.
    counts : rows in each bucket, shape (k, m) or (m,).

    Examples
    --------
    >>> float(value_at(5, low=[1, 10, 100], high=[10, 100, 1000], counts=[0, 10, 90]).round(3))
    31.623

    A rank outside 0..n is nan, and so is every rank without rows.
    """
    edges = floats(low, high)
    inside_all = np.asarray(counts, dtype=np.float64)
    reached = np.cumsum(inside_all, axis=-1)
    wanted = np.asarray(rank, dtype=np.float64)
    bucket = np.minimum((reached < wanted[..., None]).sum(axis=-1), reached.shape[-1] - 1)
    inside, upto = (_pick(table, bucket) for table in (inside_all, reached))
    with np.errstate(divide="ignore", invalid="ignore"):
        value = _between(edges[0][bucket], edges[1][bucket], 1 - (upto - wanted) / inside)
    return np.where((wanted >= 0) & (wanted <= reached[..., -1]) & (inside > 0), value, np.nan)


def _pick(table: Floats, bucket: np.ndarray[tuple[int, ...], np.dtype[np.intp]]) -> Floats:
    wide = np.broadcast_to(table, (*bucket.shape, table.shape[-1]))
    return np.take_along_axis(wide, bucket[..., None], axis=-1)[..., 0]


def _between(low: Floats, high: Floats, share: Floats) -> Floats:
    return np.where(low * high > 0, low * (high / low) ** share, low + (high - low) * share)
