"""Which segments of one window are breached: Benjamini and Hochberg's step-up rule, window by window."""

import numpy as np
from numpy.typing import NDArray

from tidegauge.stats.estimate import Floats


def found(p_values: Floats, levels: Floats) -> NDArray[np.bool_]:
    """Return whether each segment is found in each window, such that at most a share `levels` of those found are there by chance.

    Parameters
    ----------
    p_values : shape (windows, segments). nan does not count.
    levels : shape (windows,).

    Examples
    --------
    One of three at 0.01 is found where another moves with it, and not alone:

    >>> found(np.array([[0.025, 0.01, 0.9], [0.025, 0.5, 0.9]]), np.array([0.05, 0.05])).tolist()
    [[True, True, False], [False, False, False]]

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995). JRSS B 57, 289-300.
    """
    if not p_values.size:  # no segment has enough calls
        return np.zeros(p_values.shape, dtype=np.bool_)
    ordered = np.sort(p_values, axis=1)  # nan come last
    known = np.count_nonzero(~np.isnan(p_values), axis=1)
    ranks = np.arange(1, p_values.shape[1] + 1)
    limits = levels[:, None] * ranks / np.maximum(known, 1)[:, None]
    below = ordered <= limits
    last = np.where(below.any(axis=1), p_values.shape[1] - 1 - np.argmax(below[:, ::-1], axis=1), -1)
    highest = np.where(last >= 0, ordered[np.arange(last.size), np.maximum(last, 0)], -1.0)
    return np.asarray(p_values <= highest[:, None])
