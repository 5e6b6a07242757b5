"""Weights that give the reference the current traffic's mix: post-stratification over cells."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tidegauge.stats.estimate import Floats, floats


@dataclass(frozen=True, eq=False)
class Matched:
    """A weight for the rows of each cell, shape (k,): of cells that only one side has it is 0 on both.

    `unmatched` is the share of the current rows in cells that the reference lacks, `unused` that of the reference's rows
    in cells that are not wanted.
    """

    reference: Floats
    current: Floats
    unmatched: float
    unused: float


def post_stratified(reference: ArrayLike, current: ArrayLike) -> Matched:
    """Return the weights under which every cell has the same share on both sides: that of the current rows.

    What the reference would have shown on the traffic that the current version had.

    Parameters
    ----------
    reference, current : rows of each cell, shape (k,).

    Examples
    --------
    Half of the reference's calls came from BR, of the current ones four in five, and some from a country of their own:

    >>> found = post_stratified([50, 50, 0], [80, 10, 10])
    >>> found.reference.round(2).tolist(), found.current.tolist(), round(found.unmatched, 3)
    ([1.78, 0.22, 0.0], [1.0, 1.0, 0.0], 0.1)

    References
    ----------
    Holt, D. and Smith, T. M. F. (1979). Post stratification. J. R. Statist. Soc. A 142, 33-46.
    """
    before, after = floats(reference, current)
    both = (before > 0) & (after > 0)
    kept = np.where(both, after, 0.0)
    scale = before[both].sum() / kept.sum() if both.any() else 0.0
    weight = np.where(both, kept / np.where(both, before, 1.0) * scale, 0.0)
    unmatched, unused = (1 - one[both].sum() / one.sum() if one.sum() else 0.0 for one in (after, before))
    return Matched(weight, both.astype(np.float64), float(unmatched), float(unused))


def effective(weight: ArrayLike, rows: ArrayLike, residuals: ArrayLike | None = None) -> float:
    """Return the rows of equal weight that tell as much as these.

    With the `residuals` of a metric it is what its linearised variance says: a heavy weight costs little in a cell where
    rows hardly differ, and much where they do. Without, all cells are taken as alike (Kish).

    Parameters
    ----------
    weight, rows : of each cell, shape (k,).
    residuals : sum of squared distances from the metric's weighted value in each cell, shape (k,).

    Examples
    --------
    >>> effective([1.0, 1.0], [50, 50]), round(effective([1.78, 0.22], [50, 50]), 1)
    (100.0, 62.2)
    >>> round(effective([1.78, 0.22], [50, 50], [20.0, 2.0]), 1)
    56.8

    References
    ----------
    Kish, L. (1965). Survey Sampling. Wiley, section 11.7. Särndal, C.-E., Swensson, B. and Wretman, J. (1992). Model
    Assisted Survey Sampling. Springer, section 5.7 (the linearised variance of a weighted mean).
    """
    one, n, apart = floats(weight, rows, rows if residuals is None else residuals)
    squares = float((one**2 * apart).sum())
    if not squares > 0:
        return effective(one, n) if residuals is not None else 0.0
    return float((one * n).sum()) * float((one * apart).sum()) / squares


def thinned(weight: ArrayLike, rows: ArrayLike, residuals: ArrayLike | None = None) -> Floats:
    """Return the weights scaled so that the weighted rows of all cells sum to the `effective` ones.

    Sums that are multiplied by them add up to those of a sample with the wanted mix, and of the size that it is worth.

    >>> (thinned([1.78, 0.22], [50, 50]) * 50).round(1).tolist()
    [55.3, 6.8]
    """
    one, n = floats(weight, rows)
    total = float((one * n).sum())
    return one * (effective(one, n, residuals) / total) if total else np.zeros_like(one)
