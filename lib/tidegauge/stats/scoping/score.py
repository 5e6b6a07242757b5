"""How well each segment describes the change: the part of it that surely lies there, less half of an even spread."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tidegauge.stats.estimate import Floats
from tidegauge.stats.scoping.bill import Bars
from tidegauge.stats.scoping.cells import Cells
from tidegauge.stats.scoping.contrast import contrast
from tidegauge.stats.scoping.expected import expected
from tidegauge.stats.scoping.null import Null
from tidegauge.stats.scoping.rules import ScopeRules
from tidegauge.stats.scoping.segments import Segments

LEAST_SURE = 0.02
"""What of an excess is always counted."""


@dataclass(frozen=True, eq=False)
class Judged:
    """The rules that segments are judged by, and the traffic in play, shape (1, columns)."""

    totals: Cells
    null: Null
    bars: Bars
    rules: ScopeRules


@dataclass(frozen=True, eq=False)
class Scored:
    """n segments for one direction (1 more, -1 less than expected): `sure` excess, `score` and contrast, shape (n,).

    `whole` is what shares are taken of; `passes` marks those beyond the bar of their order.
    """

    direction: int
    segments: Segments
    sure: Floats
    score: Floats
    zc: Floats
    bar: Floats
    whole: float
    passes: NDArray[np.bool_]

    @property
    def candidates(self) -> NDArray[np.bool_]:
        """Those that may be named, if anything stands out at all."""
        return np.asarray(self.passes & (self.score > 0))

    @property
    def stands_out(self) -> bool:
        """Whether any segment is beyond the bar from what is expected and from the rest."""
        return bool((self.passes & (self.direction * self.zc > self.bar)).any())


def scored(segments: Segments, direction: int, judged: Judged) -> Scored:
    """Return the segments that lie in this direction, scored.

    Subtracting as many standard errors of all keeps a thin child from beating its parent by luck. Half of an even spread, and not
    all of it, is what people do who name the coarsest segment whose parts all moved, if unequally.
    """
    there = segments[direction * segments.z > 0]
    x, z = _excess(there.cells, judged.null) * direction, np.abs(there.z)
    bar = judged.bars.of(there.order)
    passes = z > bar
    surely = x * np.maximum(1 - judged.bars.highest / z, LEAST_SURE)
    everything = float((_excess(judged.totals, judged.null) * direction)[0])
    whole = max(everything, float(surely[passes].max(initial=0.0)))
    traffic = there.cells.w1 / judged.totals.w1
    score = surely / (whole if whole > 0 else np.inf) - judged.rules.half * traffic
    zc = np.zeros(len(there))
    zc[passes] = contrast(there.cells[passes], judged.totals, judged.null)
    return Scored(direction, there, surely, score, zc, bar, whole, passes)


def _excess(cells: Cells, null: Null) -> Floats:
    return cells.y1 - expected(cells, null)[0]
