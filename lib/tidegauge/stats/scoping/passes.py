"""One search after the other over what is left of the same leaves."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tidegauge.stats.scoping.bill import Bars
from tidegauge.stats.scoping.cells import Cells
from tidegauge.stats.scoping.contrast import contrast
from tidegauge.stats.scoping.expected import expected
from tidegauge.stats.scoping.leaves import Codes, Places
from tidegauge.stats.scoping.score import Judged
from tidegauge.stats.scoping.search import Attributes, Searched, visit
from tidegauge.stats.scoping.segments import Segments, leaves_of
from tidegauge.stats.scoping.shortest import shortest
from tidegauge.stats.scoping.surprise import surprise


@dataclass(frozen=True, eq=False)
class Segment:
    """A segment by its codes of the grid, shape (k,), with z and contrast; `significant` if it is named.

    `leaves` are its places among the leaves searched, without those of segments named before it.
    """

    codes: Codes
    z: float
    zc: float
    significant: bool
    leaves: Places


@dataclass(frozen=True, eq=False)
class Pass:
    """What is in play: the `alive` leaves (True), the segments that a search over them keeps, and what they are judged by."""

    alive: NDArray[np.bool_]
    asked: Searched
    kept: Segments
    judged: Judged

    def segment(self, codes: Codes, z: float, zc: float, *, significant: bool = True) -> Segment:
        """Return a segment of this pass with its leaves, by its shortest name."""
        grid, cells, null = self.asked.grid, self.asked.cells, self.asked.null
        short = shortest(grid, cells, codes)
        leaves = leaves_of(grid, short)
        if (short != codes).any():
            whole = cells[leaves].sum()
            z = float(surprise(whole, *expected(whole, null), null)[0])
            codes, zc = short, float(contrast(whole, self.judged.totals, null)[0])
        return Segment(codes, z, zc, significant, leaves[self.alive[leaves]])


@dataclass(frozen=True, eq=False)
class Passes:
    """What all passes have in common: the bars of the first, and the cuboids that are worth another look (None: all)."""

    asked: Searched
    bars: Bars
    far: frozenset[Attributes] | None

    def first(self, kept: Segments) -> Pass:
        """Return the pass over everything, whose segments are known."""
        return self._over(np.ones(len(self.asked.cells), dtype=np.bool_), self.asked, kept)

    def without(self, taken: tuple[Segment, ...]) -> Pass:
        """Return the pass over the leaves that none of these has."""
        alive = np.ones(len(self.asked.cells), dtype=np.bool_)
        # Emptied and not cut out: copying every attribute's codes takes longer than to search what is empty.
        matrix = self.asked.cells.matrix.copy()
        for one in taken:
            alive[one.leaves] = False
            matrix[one.leaves] = 0.0
        cells = Cells(matrix)
        rest = replace(self.asked, cells=cells, totals=cells.sum())
        return self._over(alive, rest, visit(rest, self.far).kept)

    def _over(self, alive: NDArray[np.bool_], asked: Searched, kept: Segments) -> Pass:
        return Pass(alive, asked, kept, Judged(asked.totals, asked.null, self.bars, asked.rules))
