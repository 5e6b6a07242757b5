"""Values of one attribute that only one of the two windows has, and whether they do worse or better than the rest of theirs."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from tidegauge.stats.estimate import Floats
from tidegauge.stats.scoping.leaves import Codes, Places
from tidegauge.stats.scoping.null import Null
from tidegauge.stats.scoping.summed import summed
from tidegauge.stats.scoping.surprise import poisson_root

LEAST_CALLS = 20.0
GONE = 0.01
"""The most of its calls that the other window may have."""


@dataclass(frozen=True, eq=False)
class Turnover:
    """A value that appeared or vanished: its attribute and code, its leaves, and y beyond the rest of its window with z."""

    attribute: int
    code: int
    leaves: Places
    excess: float
    z: float


@dataclass(frozen=True, eq=False)
class WindowSums:
    """One window: y, its null variance s, and w, shape (leaves,)."""

    y: Floats
    s: Floats
    w: Floats


def turnovers(codes: Codes, own: WindowSums, other: Floats, alpha: float, null: Null) -> list[Turnover]:
    """Return the values with 20 calls or more in their own window, all but none in the other, and another value of y.

    Parameters
    ----------
    codes : shape (k, leaves).
    other : w of the other window, scaled to the length of this one.
    alpha : chance to name any of those where none differs (Bonferroni over them).
    """
    asked = [
        (place, code)
        for place, row in enumerate(codes)
        for code in _new(row, own.w, other, LEAST_CALLS * null.unit)
    ]
    if not asked:
        return []
    bar = float(-special.ndtri(alpha / (2 * len(asked))))
    found = [_tested(codes, place, code, own, null) for place, code in asked]
    return _disjoint([one for one in found if abs(one.z) > bar], codes.shape[1])


def _new(row: Codes, own: Floats, other: Floats, least: float) -> list[int]:
    both = summed(row, np.column_stack([own, other]), int(row.max(initial=0)) + 1)
    w, elsewhere = both[:, 0], both[:, 1]
    found = np.flatnonzero((w >= least) & (elsewhere <= GONE * w))
    return [int(code) for code in found]


def _tested(codes: Codes, place: int, code: int, own: WindowSums, null: Null) -> Turnover:
    leaves = np.flatnonzero(codes[place] == code)
    y, s, w = (float(one[leaves].sum()) for one in (own.y, own.s, own.w))
    rest_y, rest_s, rest_w = (
        float(one.sum()) - mine for one, mine in zip((own.y, own.s, own.w), (y, s, w), strict=True)
    )
    if rest_w <= 0:
        return Turnover(place, code, leaves, 0.0, 0.0)
    scale = w / rest_w
    e = scale * rest_y
    if null.counts:
        z = float(poisson_root(y, max(e, scale / 2), scale**2 * max(rest_y, 0.5)))
    else:
        spread = np.sqrt(s + scale**2 * rest_s)
        z = float((y - e) / spread) if spread > 0 else 0.0
    return Turnover(place, code, leaves, y - e, z / float(np.sqrt(null.phi)))


def _disjoint(found: list[Turnover], size: int) -> list[Turnover]:
    """Strongest first; what shares most of its leaves with a stronger one is another name of it."""
    taken = np.zeros(size, dtype=np.bool_)
    kept = []
    for one in sorted(found, key=lambda turnover: -abs(turnover.z)):
        if not taken[one.leaves].any():
            kept.append(one)
            taken[one.leaves] = True
    return kept
