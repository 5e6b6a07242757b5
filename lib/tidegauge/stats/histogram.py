"""Reading a value off bucket counts at a given rank."""

import numpy as np
from numpy.typing import ArrayLike

from tidegauge.stats.estimate import Floats, floats


def value_at(rank: ArrayLike, low: ArrayLike, high: ArrayLike, counts: ArrayLike) -> Floats:
    """Return the value below which `rank` rows lie, taken as spread evenly (in the logarithm) over their bucket.

    Parameters
    ----------
    rank : rows below, 0..n, shape (k,) or a number; a fraction lies between two rows.
    low, high : edges of the buckets in the column's unit, ascending, shape (k, m) or (m,): those of the bucket, or
        better the smallest and largest value in it. A bucket that touches or spans 0 is
        read linearly, others geometrically; low = high holds one value.
    counts : rows in each bucket, shape (k, m) or (m,).

    Examples
    --------
    >>> float(value_at(5, low=[1, 10, 100], high=[10, 100, 1000], counts=[0, 10, 90]).round(3))
    31.623

    A rank outside 0..n is nan, and so is every rank without rows.
    """
    first, last = edges_at(rank, low, high, counts)
    inside_all, wanted = np.asarray(counts, dtype=np.float64), np.asarray(rank, dtype=np.float64)
    reached = np.cumsum(inside_all, axis=-1)
    bucket = _bucket(wanted, reached)
    inside, upto = (_pick(table, bucket) for table in (inside_all, reached))
    with np.errstate(divide="ignore", invalid="ignore"):
        return _between(first, last, 1 - (upto - wanted) / inside)


def edges_at(rank: ArrayLike, low: ArrayLike, high: ArrayLike, counts: ArrayLike) -> tuple[Floats, Floats]:
    """Return the edges of the bucket that `rank` lies in: the value is between them for sure. As in `value_at`.

    >>> low, high = edges_at(5, low=[1, 10, 100], high=[10, 100, 1000], counts=[0, 10, 90])
    >>> float(low), float(high)
    (10.0, 100.0)
    """
    inside, wanted = np.asarray(counts, dtype=np.float64), np.asarray(rank, dtype=np.float64)
    reached = np.cumsum(inside, axis=-1)
    bucket = _bucket(wanted, reached)
    known = (wanted >= 0) & (wanted <= reached[..., -1]) & (_pick(inside, bucket) > 0)
    first, last = (np.where(known, _pick(edge, bucket), np.nan) for edge in floats(low, high))
    return first, last


def _bucket(wanted: Floats, reached: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.intp]]:
    below = (reached < wanted[..., None]).sum(axis=-1)
    return np.asarray(np.minimum(below, reached.shape[-1] - 1), dtype=np.intp)


def _pick(table: Floats, bucket: np.ndarray[tuple[int, ...], np.dtype[np.intp]]) -> Floats:
    wide = np.broadcast_to(table, (*bucket.shape, table.shape[-1]))
    return np.take_along_axis(wide, bucket[..., None], axis=-1)[..., 0]


def _between(low: Floats, high: Floats, share: Floats) -> Floats:
    return np.where(low * high > 0, low * (high / low) ** share, low + (high - low) * share)
