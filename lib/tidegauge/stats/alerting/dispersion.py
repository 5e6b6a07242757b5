"""How much more windows vary than their rows alone explain, window by window and over the windows that one firing takes."""

import numpy as np

from tidegauge.stats.alerting.sums import Sums
from tidegauge.stats.alerting.usual import Usual
from tidegauge.stats.estimate import Floats

FAR = 12.0
"""A squared deviation beyond so many times the usual counts as that many: an incident in the baseline is not noise."""
LENT = 20.0
"""So many windows of all segments together stand in for those that a segment lacks."""


def dispersion(baseline: Sums, expected: Usual, days: float, of: int) -> Floats:
    """Return the factor by which windows vary more than chance, at least 1, of each segment, shape (segments,).

    It is the greater of two: of single windows, and of sums over `of` of them, which is larger where neighbours resemble
    each other. Windows that vary together make a sustained breach as likely as a single one: with a variance that
    is right for their sum no sustained breach is more likely than of independent windows.

    Parameters
    ----------
    baseline, expected : the windows of the baseline in order, and what is usual in each.
    days : how many windows each level stands on: its own is one of them, and lies too close to it.
    of : windows in a sum.

    References
    ----------
    McCullagh, P. and Nelder, J. A. (1989). Generalized Linear Models, 4.5: the scale of Pearson's statistic.
    Laney, D. B. (2002). Improved control charts for attributes. Quality Engineering 14, 531-537.
    """
    with np.errstate(invalid="ignore"):
        residual = np.nan_to_num(baseline.a - expected.level * baseline.b)
        variance = np.nan_to_num(baseline.b * expected.variance)
    closer = 1 - 1 / max(days, 2.0)
    factors = [_factor(_over(residual, size), _over(variance, size) * closer) for size in {1, max(of, 1)}]
    return np.asarray(np.maximum(np.max(factors, axis=0), 1))


def _over(values: Floats, size: int) -> Floats:
    """Return sums over `size` windows in a row, sliding."""
    if values.shape[0] <= size:
        return np.asarray(values.sum(axis=0, keepdims=True))
    summed = np.cumsum(np.vstack([np.zeros((1, values.shape[1])), values]), axis=0)
    return np.asarray(summed[size:] - summed[:-size])


def _factor(residual: Floats, variance: Floats) -> Floats:
    squares, pooled = residual**2, 1.0
    for _ in range(3):
        kept = np.minimum(squares, FAR * pooled * np.maximum(variance, 1e-12) + (variance < 1) * squares)
        pooled = float(kept.sum() / max(variance.sum(), 1e-12)) or 1.0
    windows = np.count_nonzero(variance > 0, axis=0)
    mean = variance.sum(axis=0) / np.maximum(windows, 1)
    lent = LENT * mean
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (kept.sum(axis=0) + lent * pooled) / (variance.sum(axis=0) + lent)
    return np.asarray(np.where(windows > 0, found, pooled))
