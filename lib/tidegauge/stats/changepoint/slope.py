"""Whether a level moved little by little or at one moment: a straight line against the best single step."""

import numpy as np

from tidegauge.stats.estimate import Floats

FEWEST = 8
"""Points that a course needs before its shape says anything."""


def creeps(value: Floats, weight: Floats) -> bool:
    """Return whether a straight line leaves less of a course unexplained than the best step does.

    A single change moves a level at one moment. The step may choose its moment, so that it has one parameter more and
    wins where nothing tells the two apart.

    Parameters
    ----------
    value, weight : points at even distances in order of time, shape (m,), and the calls that each stands on. Points
        without a value (nan) are left out. With fewer than 8 the answer is no.

    Examples
    --------
    >>> day = np.arange(28.0)
    >>> creeps(0.01 + 0.001 * day, np.ones(28)), creeps(np.where(day < 12, 0.01, 0.04), np.ones(28))
    (True, False)

    References
    ----------
    Weighted least squares: Draper, N. and Smith, H. (1998). Applied Regression Analysis, chapter 9.
    """
    kept = np.isfinite(value) & (weight > 0)
    if np.count_nonzero(kept) < FEWEST:
        return False
    at, y, w = np.flatnonzero(kept).astype(np.float64), value[kept], weight[kept]
    steps = [_left(y, w, (at >= moment).astype(np.float64)) for moment in at[1:]]
    return _left(y, w, at) < min(steps)


def _left(y: Floats, w: Floats, x: Floats) -> float:
    """Return the weighted sum of squares that a regression on `x` leaves."""
    dx, dy = x - np.average(x, weights=w), y - np.average(y, weights=w)
    across, along = float(w @ (dx * dy)), float(w @ dx**2)
    return float(w @ dy**2) - across**2 / along
