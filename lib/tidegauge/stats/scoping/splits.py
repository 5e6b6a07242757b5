"""Two causes that overlap: a tight one, and the best of what is left without it."""

from dataclasses import dataclass

import numpy as np

from tidegauge.stats.scoping.leaves import Places
from tidegauge.stats.scoping.passes import Pass, Passes, Segment
from tidegauge.stats.scoping.score import Scored, scored

TRIED = 4
"""Tight segments to start from: each costs another search."""


@dataclass(frozen=True, eq=False)
class Two:
    """Two segments that share no leaf, and what they score together."""

    segments: tuple[Segment, Segment]
    score: float


def best_split(passes: Passes, whole: Pass, found: Scored) -> Two | None:
    """Return the best two segments of which the first is a candidate of its own, or None.

    A parent of two causes may be no parent of any two segments that exclude each other.
    """
    every = [_after(passes, whole, found, row) for row in _tight(found, whole)]
    return max((one for one in every if one is not None), key=lambda one: one.score, default=None)


def _tight(found: Scored, whole: Pass) -> Places:
    """Return the best rows when traffic costs what an even spread is worth, and another half."""
    rules = whole.judged.rules
    usable = found.candidates & (found.direction * found.zc > rules.local_z)
    rows = np.flatnonzero(usable & (found.sure >= rules.least_share * found.whole))
    traffic = found.segments.cells.w1 / whole.judged.totals.w1
    return rows[np.argsort(-(found.score - traffic)[rows], kind="stable")][:TRIED]


def _after(passes: Passes, whole: Pass, found: Scored, row: int) -> Two | None:
    """Return the segment of a row with the best one of the rest, measured by what the whole is."""
    codes, rules, d = found.segments.codes[row], whole.judged.rules, found.direction
    first = whole.segment(codes, float(found.segments.z[row]), float(found.zc[row]))
    rest = passes.without((first,))
    other = scored(rest.kept, d, rest.judged)
    score = other.sure / found.whole - rules.half * other.segments.cells.w1 / whole.judged.totals.w1
    usable = other.passes & (d * other.zc > rules.local_z) & (score > 0)
    usable &= other.sure >= rules.least_share * found.whole
    if not usable.any():
        return None
    unlike = ((other.segments.codes >= 0) != (codes >= 0)).any(axis=1)
    total = found.score[row] + score - rules.pair_price - rules.other_pair_price * unlike
    best = int(np.where(usable, total, -np.inf).argmax())
    z, zc = float(other.segments.z[best]), float(other.zc[best])
    return Two((first, rest.segment(other.segments.codes[best], z, zc)), float(total[best]))
