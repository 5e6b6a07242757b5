"""What a segment would have now if nothing but traffic had changed, and how well that is known."""

import numpy as np

from tidegauge.stats.estimate import Floats
from tidegauge.stats.scoping.cells import Cells
from tidegauge.stats.scoping.null import Null

LEAST_SHARE = 0.1
"""What of an estimate remains after any correction."""
FLOOR = 1e-9
"""Least expected count: what never occurred has no logarithm."""


def expected(cells: Cells, null: Null) -> tuple[Floats, Floats]:
    """Return y as expected now, and the variance of that estimate, arrays of shape (n,).

    The leaves' expectations at today's traffic, corrected by how far they are off for the segment in the reference: leaves
    alone are noise, main effects alone break where traffic moves between cells that interact.
    """
    base = cells.w0 + null.prior
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(base > 0, cells.w1 / base, 0.0)
    e = cells.m1 + scale * (cells.y0 - cells.m0)
    ve = np.maximum(scale**2 * (cells.s0 + null.prior * null.noise), cells.v)
    if not null.counts:
        return e, ve
    # The correction can pass 0 where traffic left the cells that caused it.
    e, ve = counted(e, ve, np.maximum(LEAST_SHARE * cells.m1, scale * null.prior * null.noise), null)
    # A count of 0 has no variance of its own, and yet is no better known than one that was counted over as much traffic.
    return e, np.maximum(ve, scale * e)


def counted(e: Floats, ve: Floats, least: Floats, null: Null) -> tuple[Floats, Floats]:
    """Return the estimate of a count, which is never below the least, nor below all that can be told from nothing.

    Without the least the variance of an estimate of 0 would outweigh it, and any count would fit.
    """
    return np.maximum(np.maximum(np.nan_to_num(e), least), FLOOR), np.maximum(
        np.nan_to_num(ve), FLOOR * null.ratio
    )
