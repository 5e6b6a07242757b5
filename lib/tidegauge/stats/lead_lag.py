"""Which of two series goes first, and by how much: cross-correlation with honest intervals."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from tidegauge.stats.estimate import Floats
from tidegauge.stats.normal import critical
from tidegauge.stats.prewhitening import autoregression, filtered

FEWEST = 28
"""Points below which nothing is said: four weeks of days."""
ORDER = 7
"""The highest order of the autoregression that is taken out."""


@dataclass(frozen=True, eq=False)
class CrossCorrelation:
    """The correlation of a leading series with a later value of another, at each lag.

    All have shape (2 most + 1,): `lags` in points, positive where the first series leads; `value` with its 95% interval
    and two-sided `p_value`, not adjusted; `n` is the effective number of pairs.
    """

    lags: Floats
    value: Floats
    low: Floats
    high: Floats
    p_value: Floats
    n: Floats


def cross_correlation(first: ArrayLike, second: ArrayLike, most: int) -> CrossCorrelation:
    """Return the correlation of `first` now with `second` `lag` points later, for lags from -most to most.

    The value is that of `ccf` in R and statsmodels: sums over the pairs divided by n and both standard deviations. The
    interval is Fisher's, with the effective number of pairs: where both series remember, neighbouring pairs say much the same.

    Parameters
    ----------
    first, second : shape (n,), of the same moments, evenly spaced.
    most : the largest lag either way, below n.

    Examples
    --------
    A second series that repeats the first two points later:

    >>> rng = np.random.default_rng(1)
    >>> x = rng.normal(size=200)
    >>> found = cross_correlation(x, np.roll(x, 2), 5)
    >>> int(found.lags[np.argmax(found.value)]), bool(found.low[7] > 0.9)
    (2, True)

    References
    ----------
    Pyper, B. J. and Peterman, R. M. (1998). Comparison of methods to account for autocorrelation in correlation analyses
    of fish data. Canadian Journal of Fisheries and Aquatic Sciences 55, 2127-2140, equation 1.
    """
    x, y = (np.asarray(one, dtype=np.float64) for one in (first, second))
    lags = np.arange(-most, most + 1)
    value = _correlations(x, y, most)
    pairs = len(x) - np.abs(lags)
    n = np.minimum(effective_pairs(x, y) * pairs / len(x), pairs)
    safe = np.clip(value, -1 + 1e-12, 1 - 1e-12)
    with np.errstate(invalid="ignore", divide="ignore"):
        half = critical(0.95) / np.sqrt(np.where(n > 3, n - 3, np.nan))
        low, high = np.tanh(np.arctanh(safe) - half), np.tanh(np.arctanh(safe) + half)
        freedom = np.where(n > 3, n - 2, np.nan)
        t = np.abs(safe) * np.sqrt(freedom / (1 - safe**2))
    p_value = np.asarray(2 * special.stdtr(freedom, -t))
    return CrossCorrelation(lags.astype(np.float64), value, low, high, p_value, n)


def effective_pairs(first: ArrayLike, second: ArrayLike) -> float:
    """Return how many independent pairs two series are worth.

    1/N* = 1/N + 2/N sum over lags j of r1(j) r2(j), the autocorrelations by Box and Jenkins' estimator times N/(N - j),
    over the first fifth of the lags; never more than N.

    >>> effective_pairs([1.0, -1.0] * 50, [1.0, -1.0] * 50) < 5
    True
    """
    x, y = (np.asarray(one, dtype=np.float64) for one in (first, second))
    n = len(x)
    reach = np.arange(1, max(n // 5, 1) + 1)
    inflation = n / (n - reach)
    memory = [_memory(one, reach) * inflation for one in (x, y)]
    share = 1 / n + 2 / n * float(np.sum(memory[0] * memory[1] * (n - reach) / n))
    return float(min(1 / share, n)) if share > 0 else float(n)


@dataclass(frozen=True, eq=False)
class Lead:
    """Whether a series leads another. `lag` is where they correlate most, in points, with a 95% bootstrap interval.

    `course` is the cross-correlation of both after what the first says of itself was taken out.
    """

    lag: int
    low: float
    high: float
    course: CrossCorrelation


def without_week(series: ArrayLike, period: int = 7) -> Floats:
    """Return a series less the mean of its place in the week; of less than four weeks less its mean alone.

    >>> without_week([1.0, 3.0] * 8, 2).tolist() == [0.0] * 16
    True
    """
    x = np.asarray(series, dtype=np.float64)
    if period < 2 or len(x) < 4 * period:
        return np.asarray(x - x.mean())
    left = x.copy()
    for place in range(period):
        left[place::period] -= x[place::period].mean()
    return left


def prewhitened(first: ArrayLike, second: ArrayLike, most: int) -> CrossCorrelation:
    """Return the cross-correlation after an autoregression of `first` was taken out of both.

    Two calm series that each remember correlate at some lag by chance; of a whitened one they seldom do.

    Examples
    --------
    >>> rng = np.random.default_rng(2)
    >>> x, y = (np.cumsum(rng.normal(size=120)) for _ in range(2))
    >>> bool(prewhitened(x, y, 5).p_value.min() > 0.01), bool(cross_correlation(x, y, 5).p_value.min() > 0.01)
    (True, True)

    References
    ----------
    Box, G. E. P. and Jenkins, G. M. (1976). Time Series Analysis: Forecasting and Control, section 11.2.1.
    """
    x, y = (np.asarray(one, dtype=np.float64) for one in (first, second))
    own = autoregression(x, min(ORDER, len(x) // 6))
    return cross_correlation(filtered(x, own), filtered(y, own), most)


def lead(
    first: ArrayLike, second: ArrayLike, most: int, random: np.random.Generator, draws: int = 400
) -> Lead:
    """Return by how many points `first` leads `second`, with an interval by bootstrap.

    The second series is built again and again from the first at the lag that was found, and from blocks of what that
    leaves, so that what is left keeps its memory; each time the lag is looked for anew among all lags.

    Parameters
    ----------
    first, second : shape (n,), evenly spaced, of the same moments, without week (`without_week`).
    most : the largest lag either way.
    random, draws : of the bootstrap.

    Examples
    --------
    A planted lead of two points, half of it noise:

    >>> rng = np.random.default_rng(4)
    >>> x = rng.normal(size=90)
    >>> y = np.roll(x, 2) + rng.normal(size=90)
    >>> found = lead(x, y, 7, rng)
    >>> found.lag, found.low, found.high
    (2, 2.0, 2.0)

    References
    ----------
    Politis, D. N. and Romano, J. P. (1994). The stationary bootstrap. JASA 89, 1303-1313.
    """
    x, y = (np.asarray(one, dtype=np.float64) for one in (first, second))
    own = autoregression(x, min(ORDER, len(x) // 6))
    x, y = filtered(x, own), filtered(y, own)
    course = cross_correlation(x, y, most)
    place = int(np.nanargmax(np.abs(course.value)))
    lag = int(course.lags[place])
    pulled, left = _regressed(x, y, lag)
    found = np.array([_strongest(x, pulled + left[_blocks(len(x), random)], most) for _ in range(draws)])
    low, high = np.quantile(found, [0.025, 0.975], method="nearest")
    return Lead(lag, float(min(low, lag)), float(max(high, lag)), course)


def _regressed(x: Floats, y: Floats, lag: int) -> tuple[Floats, Floats]:
    """Return y as x makes it `lag` points later, and what is left; where x does not reach it makes nothing."""
    moved = np.zeros_like(x)
    centred = x - x.mean()
    if lag >= 0:
        moved[lag:] = centred[: len(x) - lag]
    else:
        moved[:lag] = centred[-lag:]
    slope = float(moved @ (y - y.mean()) / max(moved @ moved, np.finfo(float).tiny))
    pulled = slope * moved
    left = y - y.mean() - pulled
    return pulled, left - left.mean()


def _strongest(x: Floats, y: Floats, most: int) -> int:
    return int(np.argmax(np.abs(_correlations(x, y, most)))) - most


def _blocks(n: int, random: np.random.Generator) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return places drawn in blocks of geometric length, about the cube root of n long, around the end."""
    fresh = random.random(n) < 1 / max(round(n ** (1 / 3)), 1)
    fresh[0] = True
    starts = random.integers(0, n, n)
    since = np.arange(n) - np.maximum.accumulate(np.where(fresh, np.arange(n), 0))
    return (starts[np.maximum.accumulate(np.where(fresh, np.arange(n), 0))] + since) % n


def _correlations(x: Floats, y: Floats, most: int) -> Floats:
    """Return the correlation of x with y `lag` points later, for lags from -most to most."""
    a, b = x - x.mean(), y - y.mean()
    size = np.sqrt((a @ a) * (b @ b))
    if not size > 0:
        return np.full(2 * most + 1, np.nan)
    middle = len(a) - 1
    return np.asarray(np.correlate(b, a, "full")[middle - most : middle + most + 1] / size)


def _memory(x: Floats, reach: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Floats:
    return np.nan_to_num(_correlations(x, x, int(reach[-1]))[int(reach[-1]) + 1 :])
