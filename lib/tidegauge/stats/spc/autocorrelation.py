"""How much a point resembles the one before it, and what limits owe to that."""

import math

import numpy as np

from tidegauge.stats.estimate import Floats

MATERIAL = 0.1
"""Lag-1 autocorrelation above which limits care: at .15 an EWMA chart already signals falsely three times as often."""

HOPELESS = 0.9
"""Above this a baseline of usual length says too little of the level: no limits are offered."""


def lag_1(z: Floats) -> float:
    """Return the lag-1 autocorrelation of points about their mean; gaps (nan) are left out of the pairs they break.

    Parameters
    ----------
    z : standardised points in order of time, shape (m,).

    Examples
    --------
    >>> from scipy.signal import lfilter
    >>> noise = np.random.default_rng(2).normal(size=2000)
    >>> round(lag_1(lfilter([1], [1, -0.7], noise)), 2), round(lag_1(noise), 2)
    (0.66, -0.02)

    References
    ----------
    Box, G. E. P., Jenkins, G. M. and Reinsel, G. C. (2008). Time Series Analysis, 4th ed., section 2.1.5. Wiley.
    """
    known = np.isfinite(z)
    count = int(np.count_nonzero(known))
    if count < 3 or np.ptp(z[known]) == 0:
        return 0.0
    away = np.where(known, z - z[known].mean(), 0.0)
    pairs = np.count_nonzero(known[1:] & known[:-1])
    return float((away[1:] * away[:-1]).sum() / max(pairs, 1) / ((away**2).sum() / count))


def material(r: float, points: int) -> bool:
    """Return whether limits have to care: r is above 0.1, and above what independent points show by chance (5 %).

    >>> material(0.3, 60), material(0.3, 25)
    (True, False)
    """
    return r > max(MATERIAL, 1.645 / math.sqrt(points))


def unbiased(r: float, points: int) -> float:
    """Return r without its bias at few points: it is low by about (1 + 4 r) / m, at 60 points .64 for .7.

    >>> round(unbiased(0.64, 60), 2)
    0.7

    References
    ----------
    Kendall, M. G. (1954). Note on bias in the estimation of autocorrelation. Biometrika 41, 403-404.
    """
    return min(r + (1 + 4 * r) / points, 1.0)


def marginal(r: float) -> float:
    """Return by how much a moving range misses the standard deviation of points with lag-1 autocorrelation r.

    Neighbours that resemble each other lie closer together than the points do: by sqrt(1 - r) of a first-order
    autoregression.

    >>> round(marginal(0.7), 3)
    1.826
    """
    return float(1 / np.sqrt(1 - min(r, HOPELESS)))


def widening(r: float) -> float:
    """Return sqrt((1 + r) / (1 - r)): how much less a mean of neighbours that resemble each other says of the level.

    >>> round(widening(0.7), 3)
    2.38

    References
    ----------
    Box, G. E. P., Jenkins, G. M. and Reinsel, G. C. (2008). Time Series Analysis, 4th ed., section 2.1.4. Wiley.
    """
    bounded = min(r, HOPELESS)
    return float(np.sqrt((1 + bounded) / (1 - bounded)))


def residuals(z: Floats, r: float) -> Floats:
    """Return what each standardised point says that its neighbour had not: independent, with standard deviation 1.

    Across a gap of k - 1 points the neighbour's share is r^k. The first point stays. A lasting shift of z by d moves
    the residuals by d / `widening(r)`.

    >>> residuals(np.array([1.0, 0.7, np.nan, 0.49]), 0.7).round(3).tolist()
    [1.0, 0.0, nan, 0.169]

    References
    ----------
    Alwan, L. C. and Roberts, H. V. (1988). Time-series modeling for statistical process control. Journal of Business &
    Economic Statistics 6, 87-95.
    """
    at = np.flatnonzero(~np.isnan(z))
    share = np.concatenate([[0.0], min(r, HOPELESS) ** np.diff(at)])[: at.size]
    before = np.concatenate([[0.0], z[at]])[: at.size]
    left = np.full(z.shape, np.nan)
    left[at] = (z[at] - share * before) / np.sqrt(1 - share**2)
    return left
