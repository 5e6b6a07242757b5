"""Prewhitening: what a series says of itself, taken out of it and of the one it is held against."""

import numpy as np
from numpy.typing import ArrayLike

from tidegauge.stats.estimate import Floats


def autoregression(series: ArrayLike, most: int) -> Floats:
    """Return the coefficients of an autoregression by Yule and Walker, its order by AIC among 0 to `most`.

    As R's `ar(x, order.max = most)`: the variance of each order is that of the Levinson recursion.

    Parameters
    ----------
    series : shape (n,), evenly spaced, without gaps.
    most : the highest order that is tried, below n.

    Examples
    --------
    >>> rng = np.random.default_rng(3)
    >>> x = np.zeros(400)
    >>> for place in range(1, 400):
    ...     x[place] = 0.7 * x[place - 1] + rng.normal()
    >>> autoregression(x, 8).round(1).tolist()
    [0.7]

    References
    ----------
    Box, G. E. P. and Jenkins, G. M. (1976). Time Series Analysis: Forecasting and Control, chapters 3 and 11.
    """
    x = np.asarray(series, dtype=np.float64)
    n = len(x)
    r = _autocovariances(x, most)
    if r[0] <= 0:
        return np.zeros(0)
    best, least, phi, variance = np.zeros(0), n * np.log(r[0]), np.zeros(0), r[0]
    for order in range(1, most + 1):
        reflection = (r[order] - phi @ r[order - 1 : 0 : -1]) / variance if order > 1 else r[1] / r[0]
        phi = np.append(phi - reflection * phi[::-1], reflection)
        variance *= 1 - reflection**2
        if variance <= 0:
            break
        aic = n * np.log(variance) + 2 * order
        if aic < least:
            best, least = phi, aic
    return best


def filtered(series: ArrayLike, coefficients: Floats) -> Floats:
    """Return what an autoregression leaves of a series: as many values fewer as it has coefficients.

    >>> filtered([1.0, 2.0, 4.0, 8.0], np.array([2.0])).tolist()
    [0.0, 0.0, 0.0]
    """
    x = np.asarray(series, dtype=np.float64)
    x = x - x.mean() if len(coefficients) == 0 else x
    order = len(coefficients)
    left = x[order:].copy()
    for lag, weight in enumerate(coefficients, 1):
        left -= weight * x[order - lag : len(x) - lag]
    return left


def _autocovariances(x: Floats, most: int) -> Floats:
    centred = x - x.mean()
    n = len(x)
    return np.array([centred[lag:] @ centred[: n - lag] / n for lag in range(most + 1)])
