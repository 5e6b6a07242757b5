"""Of several names of all but the same calls the shortest one: nobody can tell them apart."""

import numpy as np

from tidegauge.stats.scoping.aliases import SAME
from tidegauge.stats.scoping.cells import Cells
from tidegauge.stats.scoping.grid import Grid
from tidegauge.stats.scoping.leaves import Codes
from tidegauge.stats.scoping.segments import leaves_of


def shortest(grid: Grid, cells: Cells, codes: Codes) -> Codes:
    """Return the codes of a segment, shape (k,), without the attributes that leave out less than 5 % of its traffic.

    Traffic is w of both windows; the attribute that leaves out least goes first.
    """
    weight = cells.w1 + cells.w0
    own = float(weight[leaves_of(grid, codes)].sum())
    while np.count_nonzero(codes >= 0) > 1:
        wider = [_without(codes, place) for place in np.flatnonzero(codes >= 0)]
        traffic = [float(weight[leaves_of(grid, one)].sum()) for one in wider]
        least = int(np.argmin(traffic))
        if SAME * traffic[least] > own:
            break
        codes = wider[least]
    return codes


def _without(codes: Codes, place: np.intp) -> Codes:
    wider = codes.copy()
    wider[place] = -1
    return wider
