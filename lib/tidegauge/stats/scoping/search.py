"""All segments of one and two attributes, and of more while that is affordable: beyond, below the most promising ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, prod

import numpy as np

from tidegauge.stats.scoping.beam import Beam, children, promising
from tidegauge.stats.scoping.bill import bars
from tidegauge.stats.scoping.cells import Cells
from tidegauge.stats.scoping.cuboid import cuboid, nameable, values_of
from tidegauge.stats.scoping.expected import expected
from tidegauge.stats.scoping.grid import Grid
from tidegauge.stats.scoping.null import Null
from tidegauge.stats.scoping.rules import ScopeRules
from tidegauge.stats.scoping.segments import Segments, joined
from tidegauge.stats.scoping.surprise import surprise

AFFORDABLE = 1e8
"""Cuboids of one order times leaves: about a second."""
CHEAP = 1e7
"""Cuboids of all orders times leaves, of a search that may be repeated."""
LISTED_Z = 1.0
"""Segments of one attribute are kept from here on, as something has to be shown where nothing stands out."""
PARENT_Z = 1.5
FAR_Z = 4.0

Attributes = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Searched:
    """What a search goes through; `totals` is all of it, shape (1, columns)."""

    grid: Grid
    cells: Cells
    totals: Cells
    null: Null
    rules: ScopeRules

    @property
    def orders(self) -> int:
        """Most attributes of a segment."""
        return min(self.rules.order, len(self.grid.cards))

    def complete(self, order: int) -> bool:
        """Whether all segments of this order are visited."""
        return order <= 2 or comb(len(self.grid.cards), order) * len(self.cells) <= AFFORDABLE

    @property
    def cheap(self) -> bool:
        """Whether the search may be repeated to try something out."""
        attributes = len(self.grid.cards)
        return sum(comb(attributes, order) for order in range(1, self.orders + 1)) * len(self.cells) <= CHEAP

    def beam(self) -> Beam:
        """What is refined where it is not."""
        return Beam(self.grid, self.cells, self.totals, self.null, self.rules.beam)


@dataclass(frozen=True, eq=False)
class Visit:
    """The segments worth keeping, how many of each order there are, and the cuboids in which any is far off.

    `parents` are those to refine; none where the next order is complete.
    """

    kept: Segments
    parents: Segments
    visited: tuple[int, ...]
    far: frozenset[Attributes]


def visit(asked: Searched, far: frozenset[Attributes] | None = None) -> Visit:
    """Return the segments that may be named; `far` restricts it to cuboids that an earlier pass found worth it."""
    found = Visit(_none(asked), _none(asked), (), frozenset())
    for order in range(1, asked.orders + 1):
        found = _all(asked, order, found, far) if asked.complete(order) else _below(asked, order, found)
    return found


def _all(asked: Searched, order: int, before: Visit, far: frozenset[Attributes] | None) -> Visit:
    kept, parents, seen, number = [before.kept], [_none(asked)], set(before.far), 0
    refine = order < asked.orders and not asked.complete(order + 1)
    for attributes in combinations(range(len(asked.grid.cards)), order):
        if far is not None and attributes not in far:
            continue
        found, cells = _cuboid(asked, attributes)
        number += cells
        # The bar only rises with what is still to come.
        bar = LISTED_Z if order == 1 else bars((*before.visited, number), asked.rules.alpha).by_order[-1]
        kept.append(found[np.abs(found.z) > bar])
        if np.abs(found.z).max(initial=0.0) > FAR_Z:
            seen.add(attributes)
        if refine:
            parents.append(promising(asked.beam(), found[np.abs(found.z) > PARENT_Z]))
    return Visit(joined(kept), joined(parents), (*before.visited, number), frozenset(seen))


def _below(asked: Searched, order: int, before: Visit) -> Visit:
    found = children(asked.beam(), before.parents)
    visited = (*before.visited, _possible(asked, order))
    bar = bars(visited, asked.rules.alpha).by_order[-1]
    kept = joined([before.kept, found[np.abs(found.z) > bar]])
    return Visit(kept, promising(asked.beam(), found), visited, before.far)


def _cuboid(asked: Searched, attributes: Attributes) -> tuple[Segments, int]:
    """Return the segments of a cuboid, and how many of them there are."""
    made = cuboid(asked.grid, attributes)
    sums = Cells(made.sums(asked.cells.matrix))
    there = np.flatnonzero((sums.w1 + sums.w0 + np.abs(sums.y1)) > 0)
    sums = sums[there]
    z = surprise(sums, *expected(sums, asked.null), asked.null)
    far = np.abs(z) > LISTED_Z
    codes = values_of(asked.grid, made, there[far])
    named = nameable(asked.grid, codes)
    return Segments(codes, sums[far], z[far])[named], there.size


def _possible(asked: Searched, order: int) -> int:
    """Return how many segments of an order a complete search would visit at most."""
    named: Sequence[int] = asked.grid.named
    return sum(min(len(asked.cells), prod(one)) for one in combinations(named, order))


def _none(asked: Searched) -> Segments:
    width = asked.cells.matrix.shape[1]
    codes = np.empty((0, len(asked.grid.cards)), dtype=np.int32)
    return Segments(codes, Cells(np.empty((0, width))), np.empty(0))
