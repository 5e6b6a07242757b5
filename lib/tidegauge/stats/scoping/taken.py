"""What is named before the search: values that only one window has."""

from dataclasses import replace

import numpy as np

from tidegauge.stats.scoping.appeared import Turnover, WindowSums, turnovers
from tidegauge.stats.scoping.ground import Ground


def taken(base: Ground, alpha: float) -> tuple[list[Turnover], list[Turnover]]:
    """Return the values that appeared and those that vanished and made a difference; they share no leaf.

    Of a total this is no question of its own: what was not there is expected not to be.
    """
    if base.is_total:
        return [], []
    codes = base.codes
    cells, ratio, null = base.cells, base.null.ratio, base.null
    now, before = WindowSums(cells.y1, cells.s1, cells.w1), WindowSums(cells.y0, cells.s0, cells.w0)
    came = turnovers(codes, now, cells.w0 * ratio, alpha, null)
    went = turnovers(codes, before, cells.w1 / ratio, alpha, null)
    inside = np.concatenate([np.empty(0, np.intp), *(one.leaves for one in came)])
    went = [one for one in went if not np.isin(one.leaves, inside).any()]
    # What vanished takes its excess with it.
    gone = [replace(one, excess=-ratio * one.excess, z=-one.z) for one in went]
    return [_turned(one, base.sign) for one in came], [_turned(one, base.sign) for one in gone]


def _turned(one: Turnover, sign: int) -> Turnover:
    return replace(one, excess=sign * one.excess, z=sign * one.z)
