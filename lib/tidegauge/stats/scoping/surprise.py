"""How many standard errors a segment's y is from what is expected of it."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from tidegauge.stats.estimate import Floats
from tidegauge.stats.scoping.cells import Cells
from tidegauge.stats.scoping.null import Null


def surprise(cells: Cells, e: Floats, ve: Floats, null: Null) -> Floats:
    """Return signed standard errors of y1 - e, shape (n,); ve is the variance of e.

    Counts: the signed root of the two-sample Poisson deviance. Otherwise the difference over its standard error, with the larger of
    the variance now and the one that the reference leads to expect.
    """
    if null.counts:
        return np.asarray(poisson_root(cells.y1, e, ve) / np.sqrt(null.phi))
    base = cells.w0 + null.prior
    with np.errstate(divide="ignore", invalid="ignore"):
        usual = np.where(base > 0, cells.w1 * (cells.s0 + null.prior * null.noise) / base, 0.0)
        spread = np.sqrt(null.phi * (np.maximum(cells.s1, usual) + ve))
        return np.asarray(np.where(spread > 0, (cells.y1 - e) / spread, 0.0))


def poisson_root(y: ArrayLike, e: ArrayLike, ve: ArrayLike) -> Floats:
    """Return the signed root of the deviance of a count y from an estimate e with variance ve.

    The estimate counts as a Poisson count of its own, e^2 / ve of an exposure e / ve times as long.

    Examples
    --------
    >>> poisson_root([30.0, 10.0], [10.0, 10.0], [10.0, 10.0]).round(2).tolist()
    [3.23, 0.0]

    References
    ----------
    McCullagh, P. and Nelder, J. A. (1989). Generalized linear models, 2nd ed., section 2.3.
    """
    y, e, ve = (np.asarray(one, dtype=np.float64) for one in (y, e, ve))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        ratio, baseline = ve / e, e / ve * e
        pooled = (y + baseline) / (1 + ratio)
        deviance = special.xlogy(y, y / (pooled * ratio)) + special.xlogy(baseline, baseline / pooled)
    return np.asarray(np.sign(y - e) * np.sqrt(np.maximum(2 * np.nan_to_num(deviance), 0.0)))
