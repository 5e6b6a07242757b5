"""Two causes at once: a parent that holds both beats each of them alone, and hides the smaller one."""

from dataclasses import dataclass

import numpy as np

from tidegauge.stats.estimate import Floats
from tidegauge.stats.scoping.cells import Cells
from tidegauge.stats.scoping.contrast import contrast
from tidegauge.stats.scoping.leaves import Places
from tidegauge.stats.scoping.score import Judged, Scored
from tidegauge.stats.scoping.segments import exclusive

TRIED = 500
"""Pairs whose smaller segment is tested, best first."""


@dataclass(frozen=True)
class Pair:
    """Two rows of the scored segments, the larger first, with what they score and their contrasts."""

    rows: tuple[int, int]
    score: float
    zc: tuple[float, float]


def best_pair(found: Scored, judged: Judged) -> Pair | None:
    """Return the best two segments that cannot share a call, or None.

    The smaller one is compared with the rest without the larger one, which would hide it.
    """
    rules, d = judged.rules, found.direction
    pool = _pool(found, rules.least_share, rules.pool)
    codes = found.segments.codes[pool]
    score, sure = found.score[pool], found.sure[pool]
    other = ((codes >= 0)[:, None] != (codes >= 0)[None]).any(axis=2)
    gain = score[:, None] + score[None] - rules.pair_price - rules.other_pair_price * other
    larger = (sure[:, None] > sure[None]) | ((sure[:, None] == sure[None]) & (pool[:, None] < pool[None]))
    usable = exclusive(codes, codes) & larger & (d * found.zc[pool] > rules.local_z)[:, None]
    first, second = np.nonzero(usable)
    tried = np.argsort(-gain[first, second], kind="stable")[:TRIED]
    first, second = first[tried], second[tried]
    zc = _without(found, judged, pool[first], pool[second])
    passing = np.flatnonzero(d * zc > rules.local_z)
    if not passing.size:
        return None
    best = int(passing[0])
    rows = int(pool[first[best]]), int(pool[second[best]])
    return Pair(rows, float(gain[first[best], second[best]]), (float(found.zc[rows[0]]), float(zc[best])))


def _pool(found: Scored, least: float, most: int) -> Places:
    rows = np.flatnonzero(found.candidates & (found.sure >= least * found.whole))
    return rows[np.argsort(-found.score[rows], kind="stable")][:most]


def _without(found: Scored, judged: Judged, larger: Places, smaller: Places) -> Floats:
    cells = found.segments.cells
    rest = Cells(judged.totals.matrix - cells.matrix[larger])
    return contrast(cells[smaller], rest, judged.null)
