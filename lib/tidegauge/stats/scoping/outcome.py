"""The word for the whole."""

import numpy as np

from tidegauge.stats.scoping.cells import Cells
from tidegauge.stats.scoping.ground import Ground
from tidegauge.stats.scoping.records import Outcome, Total
from tidegauge.stats.scoping.surprise import surprise

CLEAR_Z = 3.0
"""Standard errors from which on the total has moved."""


def outcome(base: Ground, total: Total, *, named: bool) -> Outcome:
    """Return what there is to say of the whole."""
    if named:
        return Outcome.CAUSES
    moved = abs(total.z) > CLEAR_Z
    if moved and total.excess * total.difference < 0:
        return Outcome.REVERSAL
    if abs(raw_z(base)) > CLEAR_Z and abs(total.mix_part) > abs(total.rate_part + total.interaction):
        return Outcome.MIX
    return Outcome.EVEN if moved else Outcome.NOTHING


def raw_z(base: Ground) -> float:
    """Return how many standard errors the total is from the reference's, whatever the mix."""
    cells: Cells = base.cells.sum()
    if not cells.w0.any():
        return 0.0
    scale = cells.w1 / cells.w0
    e, ve = np.maximum(scale * cells.y0, 1e-9 if base.null.counts else -np.inf), scale**2 * cells.s0
    return base.sign * float(surprise(cells, e, np.maximum(ve, 1e-9), base.null)[0])
