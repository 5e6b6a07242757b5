"""Series in control and out of it, for the benchmarks of control charts."""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from tidegauge.stats.spc._records import Kind, Subgroups, values

Floats = NDArray[np.float64]


def normal(generator: np.random.Generator, points: int) -> Subgroups:
    """Return independent standard normal points."""
    return values(generator.normal(size=points))


def autoregressive(phi: float, generator: np.random.Generator, points: int) -> Subgroups:
    """Return a stationary first-order autoregression with standard deviation 1."""
    noise = generator.normal(size=points + 200)
    return values(np.asarray(lfilter([np.sqrt(1 - phi**2)], [1, -phi], noise))[200:])


def lognormal(generator: np.random.Generator, points: int) -> Subgroups:
    """Return skewed points: their logarithms have standard deviation 0.8."""
    return values(generator.lognormal(0, 0.8, points))


def means(generator: np.random.Generator, points: int) -> Subgroups:
    """Return means of 25 normal rows each."""
    rows = generator.normal(size=(points, 25))
    return Subgroups(Kind.MEAN, np.full(points, 25.0), rows.sum(axis=1), (rows**2).sum(axis=1))


def rate(
    generator: np.random.Generator,
    points: int,
    share: float | Floats = 0.02,
    n: int = 2000,
    spread: float = 0.0,
    *,
    skewed: bool = True,
) -> Subgroups:
    """Return binomial points; `spread` is the relative standard deviation of the true rate from day to day.

    The true rate follows a gamma distribution, which is skewed to the right, or else a normal one.
    """
    wander = np.ones(points)
    if spread:
        skew = generator.gamma(1 / spread**2, spread**2, points)
        wander = skew if skewed else generator.normal(1, spread, points)
    hits = generator.binomial(n, np.clip(share * wander, 0, 1), points).astype(np.float64)
    return Subgroups(Kind.RATE, np.full(points, float(n)), hits, hits)


def naive(x: Floats, warm: int = 30) -> NDArray[np.bool_]:
    """Return where the adaptive chart alarms that Tidegauge does not offer: |x - mean before| > 3 deviations before.

    Mean and variance are exponentially weighted (alpha 0.1) and learn every point, the fault too. x: (..., m).
    """
    mean, variance = x[..., 0].copy(), np.zeros(x.shape[:-1])
    alarms = np.zeros(x.shape, dtype=bool)
    for at in range(1, x.shape[-1]):
        away = x[..., at] - mean
        alarms[..., at] = (at >= warm) & (np.abs(away) > 3 * np.sqrt(variance))
        mean, variance = mean + 0.1 * away, 0.9 * (variance + 0.1 * away**2)
    return alarms
