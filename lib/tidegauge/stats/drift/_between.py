"""One pass over two step functions, where both are level: every integral of their difference, and its extremes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tidegauge.stats.estimate import Floats

Rows = NDArray[np.float64] | NDArray[np.int64]
"""Cumulated rows: whole numbers from values, floats from a database."""

BLOCK = 1 << 13
"""Places at a time: what is computed from them stays in the processor's cache, and OpenBLAS starts no threads."""


@dataclass(frozen=True)
class Between:
    """The integrals of |gap| (`area`), gap**2 (`squared`) and sqrt(F (1 - F)) of both together (`spread`).

    `highest` and `lowest` are the extremes of the gap, reference minus current, at or above and at or below 0;
    `highest_at` and `lowest_at` the values up to which it is so, the first ones of equals.
    """

    area: float
    squared: float
    spread: float
    highest: float
    highest_at: float
    lowest: float
    lowest_at: float


def between(
    lower: Floats, upper: Floats, reference: Rows, current: Rows, rows: tuple[float, float]
) -> Between:
    """Return what lies between the functions `reference` / n and `current` / m, from `upper` to the next `lower`.

    Parameters
    ----------
    lower, upper, reference, current : shape (k,), k > 0, see `Steps`.
    rows : n and m.

    Examples
    --------
    >>> places = np.array([1.0, 2.0, 4.0])
    >>> found = between(places, places, np.array([2, 2, 2]), np.array([0, 1, 2]), (2, 2))
    >>> found.area, found.highest, found.highest_at, found.lowest
    (2.0, 1.0, 1.0, 0.0)
    """
    n, m = rows
    sums, extremes = np.zeros(3), [(0.0, float(upper[-1]))] * 2
    for start in range(0, upper.size, BLOCK):
        part = slice(start, start + BLOCK)
        first, second = reference[part] / n, current[part] / m
        gap = first - second
        width = lower[start + 1 : start + BLOCK + 1] - upper[part][: lower.size - start - 1]
        share = (n * first + m * second) / (n + m)
        sums += _integrals(gap[: width.size], share[: width.size], width)
        extremes = _further(extremes, gap, upper[part])
    (highest, highest_at), (lowest, lowest_at) = extremes
    area, squared, spread = sums.tolist()
    return Between(area, squared, spread, highest, highest_at, lowest, lowest_at)


def _integrals(gap: Floats, share: Floats, width: Floats) -> Floats:
    height = np.sqrt(share * np.maximum(1 - share, 0))
    return np.array([np.abs(gap) @ width, gap**2 @ width, height @ width])


def _further(extremes: list[tuple[float, float]], gap: Floats, upper: Floats) -> list[tuple[float, float]]:
    (highest, _), (lowest, _) = extremes
    top, bottom = int(gap.argmax()), int(gap.argmin())
    return [
        (float(gap[top]), float(upper[top])) if gap[top] > highest else extremes[0],
        (float(gap[bottom]), float(upper[bottom])) if gap[bottom] < lowest else extremes[1],
    ]
