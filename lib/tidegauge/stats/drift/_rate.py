"""The test of two rates: the score test, and Fisher's where rows are few."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from tidegauge.stats import proportion
from tidegauge.stats.drift._contingency import SPARSE
from tidegauge.stats.estimate import Floats, floats


def rate_p_value(x: ArrayLike, n: ArrayLike, y: ArrayLike, m: ArrayLike) -> Floats:
    """Return the two-sided p-value that x of n and y of m have one rate; any shape. Two rates of 0, or of 1, have p = 1.

    Fisher's exact test where fewer than 5 rows are expected on the rarer side of the smaller window.

    >>> rate_p_value([40, 3], [2000, 2000], [80, 0], [2000, 2000]).round(4).tolist()
    [0.0002, 0.2498]

    References
    ----------
    Fleiss, J. L., Levin, B. and Paik, M. C. (2003). Statistical Methods for Rates and Proportions, 3rd ed., ch. 3.
    """
    x, n, y, m = floats(x, n, y, m)
    both, rows = x + y, n + m
    p_value = np.array(proportion.difference((x, n), (y, m)).p_value)
    rarer, smaller = np.minimum(both, rows - both), np.minimum(n, m)
    sparse = (rarer * smaller < SPARSE * rows) & (rarer > 0) & (smaller > 0)
    if sparse.any():
        p_value[sparse] = fisher(x[sparse], n[sparse], y[sparse], m[sparse])
    return p_value


def fisher(x: Floats, n: Floats, y: Floats, m: Floats) -> Floats:
    """Return Fisher's two-sided p-value of each table [[x, n - x], [y, m - y]], shape (k,).

    >>> fisher(*(np.array([float(a)]) for a in (8, 10, 1, 6))).round(4).tolist()
    [0.035]

    References
    ----------
    Fisher, R. A. (1935). The logic of inductive inference. JRSS 98, 39-82.
    """
    # The rarer side, and the smaller window: the fewest tables to look at.
    many = x + y > (n + m) / 2
    x, y = np.where(many, n - x, x), np.where(many, m - y, y)
    second = m < n
    x, y, n, m = np.where(second, (y, x, m, n), (x, y, n, m))
    drawn = np.arange(np.minimum(x + y, n).max() + 1)
    weights = _hypergeometric(drawn, n[:, None], m[:, None], (x + y)[:, None])
    seen = np.take_along_axis(weights, x[:, None].astype(np.intp), axis=1)
    # The tolerance of R's fisher.test: tables as likely as the one seen count, whatever their rounding.
    extreme = np.where(weights <= seen * (1 + 1e-7), weights, 0)
    return np.asarray(np.minimum(extreme.sum(axis=1) / weights.sum(axis=1), 1))


def _hypergeometric(drawn: Floats, n: Floats, m: Floats, both: Floats) -> Floats:
    """The probability of `drawn` of the `both` rows in the first window, up to a factor."""
    others = both - drawn
    possible = (drawn <= n) & (others >= 0) & (others <= m)
    logs = _log_choose(n, np.where(possible, drawn, 0)) + _log_choose(m, np.where(possible, others, 0))
    logs = np.where(possible, logs, -np.inf)
    return np.asarray(np.exp(logs - logs.max(axis=1, keepdims=True)))


def _log_choose(n: Floats, k: Floats) -> Floats:
    return np.asarray(special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1))
