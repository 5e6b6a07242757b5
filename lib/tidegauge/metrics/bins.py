"""Log buckets in numpy: the number of a bucket, and the edges that a number stands for."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tidegauge.schema.functions import BUCKET_RATIO, LOG_RATIO, NEGATIVE_ORIGIN, ZERO_BUCKET

CALIBRATION_BINS = 10
"""Equal-width bins of a predicted probability: [i/10, (i+1)/10), the last one closed."""


def bucket_of(values: ArrayLike) -> NDArray[np.int64]:
    """Return the bucket of each finite number, as SQL's `log_bucket` does.

    >>> bucket_of([1.0, 100.0, 0.0, -100.0]).tolist()
    [0, 232, -50000, -100232]
    """
    x = np.asarray(values, dtype=np.float64)
    size = np.floor(np.log(np.where(x == 0, 1.0, np.abs(x))) / LOG_RATIO).astype(np.int64)
    return np.where(x == 0, ZERO_BUCKET, np.where(x > 0, size, NEGATIVE_ORIGIN - size))


def bucket_low(buckets: ArrayLike) -> NDArray[np.float64]:
    """Return the lowest number of each bucket.

    >>> bucket_low([0, 232, -50000]).round(2).tolist()
    [1.0, 98.91, 0.0]
    """
    return _edge(buckets, outer=False)


def bucket_high(buckets: ArrayLike) -> NDArray[np.float64]:
    """Return the highest number of each bucket; that of zero is 0.

    >>> bucket_high([0, 232, -50000]).round(2).tolist()
    [1.02, 100.89, 0.0]
    """
    return _edge(buckets, outer=True)


def _edge(buckets: ArrayLike, *, outer: bool) -> NDArray[np.float64]:
    index = np.asarray(buckets, dtype=np.int64)
    negative = index < ZERO_BUCKET
    size = np.where(negative, NEGATIVE_ORIGIN - index, index)
    # The high edge of a positive bucket is the one further from zero, that of a negative one the nearer.
    step = np.where(negative, not outer, outer)
    edge = np.exp((np.where(index == ZERO_BUCKET, 0, size) + step) * np.log(BUCKET_RATIO))
    return np.where(index == ZERO_BUCKET, 0.0, np.where(negative, -edge, edge))
