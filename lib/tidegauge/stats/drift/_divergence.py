"""Sums over cells of a function of two shares, and how far the cells without binning could take them."""

from collections.abc import Callable
from itertools import product

import numpy as np
from scipy import special

from tidegauge.stats.drift._bounded import Bounded
from tidegauge.stats.drift._cells import Box, Cells
from tidegauge.stats.estimate import Floats

Term = Callable[[Floats, Floats], Floats]
"""What a cell adds, from its shares in both windows: 0 where they are equal, else positive, and convex in the two."""


def divergence(cells: Cells, term: Term, half: float = 0.0, disjoint: float = np.inf) -> Bounded:
    """Return the sum of `term` over the cells.

    Parameters
    ----------
    half : rows added to every cell of both windows, before the shares are taken (1/2 where a term is infinite at 0).
    disjoint : the most that values which share no row can add, per share of either window. It bounds what the many
        values behind "all others" could have added apart.
    """
    shares = [_shares(counts, half) for counts in (cells.reference, cells.current)]
    value = float(term(*shares).sum())
    low, high = _limits(cells.box, cells.rows, term, half) if cells.box else (value, value)
    if cells.lumped:
        high += _apart(np.array(cells.rest) / cells.rows, term, disjoint)
    return Bounded(value, min(low, value), max(high, value))


def kullback_leibler(p: Floats, q: Floats) -> Floats:
    """Return p log2(p / q), less what cancels in the sum: the divergence of p from q, in bits.

    >>> kullback_leibler(np.array([0.5, 0.5]), np.array([0.25, 0.75])).sum().round(4)
    np.float64(0.2075)
    """
    return np.asarray(special.kl_div(p, q) / np.log(2))


def jensen_shannon(p: Floats, q: Floats) -> Floats:
    """Return half the divergences of both from their middle, in bits.

    >>> jensen_shannon(np.array([1.0, 0.0]), np.array([0.0, 1.0])).sum()
    np.float64(1.0)
    """
    middle = (p + q) / 2
    return (kullback_leibler(p, middle) + kullback_leibler(q, middle)) / 2


def _apart(rest: Floats, term: Term, disjoint: float) -> float:
    return float(disjoint * rest.sum() - term(*rest)) if np.isfinite(disjoint) else np.inf


def _shares(counts: Floats, half: float) -> Floats:
    raised = counts + half
    return np.asarray(raised / raised.sum())


def _limits(box: Box, rows: tuple[float, float], term: Term, half: float) -> tuple[float, float]:
    """A convex function is largest at a corner of its box; it is 0 where the two shares can be equal."""
    # Cells that may be one value merge, and their half rows with them.
    sure = max(int(np.count_nonzero(box.reference_low + box.current_low)), 1)
    p = _share_limits(box.reference_low, box.reference_high, rows[0], half, sure)
    q = _share_limits(box.current_low, box.current_high, rows[1], half, sure)
    corners = np.stack([term(first, second) for first, second in product(p, q)])
    apart = (p[0] > q[1]) | (q[0] > p[1])
    return float(np.where(apart, corners.min(axis=0), 0).sum()), float(corners.max(axis=0).sum())


def _share_limits(low: Floats, high: Floats, rows: float, half: float, sure: int) -> tuple[Floats, Floats]:
    return (low + half) / (rows + half * low.size), (high + half) / (rows + half * sure)
