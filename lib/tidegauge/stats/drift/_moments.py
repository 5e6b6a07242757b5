"""Mean and variance of one window, from values or from buckets, and what the buckets leave open."""

from dataclasses import dataclass

import numpy as np

from tidegauge.stats.drift._bounded import UNKNOWN, Bounded, exactly
from tidegauge.stats.estimate import Floats

EPSILON = float(np.finfo(np.float64).eps)


@dataclass(frozen=True)
class Moments:
    """Rows, mean, and variance with divisor n."""

    n: float
    mean: Bounded
    variance: Bounded


def of_values(values: Floats) -> Moments:
    """Return the moments of values, shape (n,), none of them nan.

    >>> of_values(np.array([1.0, 3.0])).variance.value
    1.0
    """
    if not values.size:
        return Moments(0.0, UNKNOWN, UNKNOWN)
    return Moments(float(values.size), exactly(float(values.mean())), exactly(float(values.var())))


def of_buckets(lower: Floats, upper: Floats, counts: Floats, sums: Floats, squares: float) -> Moments:
    """Return the moments from buckets, all of shape (m,), and the sum of squares over all of them.

    The variance is the one between the buckets' means, plus the one inside of them. Taken as squares - n mean**2 it
    would be noise where values are narrow and far from 0; here the noise is held within what the edges allow.

    References
    ----------
    Bhatia, R. and Davis, C. (2000). A better bound on the variance. American Mathematical Monthly 107, 353-357.
    """
    rows, held = counts.sum(), counts > 0
    if not rows:
        return Moments(0.0, UNKNOWN, UNKNOWN)
    lower, upper, counts = lower[held], upper[held], counts[held]
    means = np.clip(sums[held] / counts, lower, upper)
    mean = np.dot(counts, means) / rows
    blur = 4 * EPSILON * np.sqrt(rows)
    mean_blur = blur * np.dot(counts, np.abs(means)) / rows
    between = np.dot(counts, (means - mean) ** 2) / rows
    most = np.dot(counts, (upper - means) * (means - lower)) / rows
    inside = np.clip((squares - np.dot(counts, means**2)) / rows, 0, most)
    doubt = min(most, blur * squares / rows) + 4 * mean_blur * np.sqrt(between + most)
    variance = between + inside
    return Moments(
        float(rows),
        Bounded(float(mean), float(mean - mean_blur), float(mean + mean_blur)),
        Bounded(float(variance), float(max(variance - doubt, 0)), float(variance + doubt)),
    )
