"""Segments as people read them: attribute names and values, other names, and the parts of the change."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tidegauge.stats.scoping.aliases import Fixed, aliases
from tidegauge.stats.scoping.appeared import Turnover
from tidegauge.stats.scoping.causes import Found
from tidegauge.stats.scoping.leaves import Codes, Places
from tidegauge.stats.scoping.parts import Ledger
from tidegauge.stats.scoping.passes import Segment
from tidegauge.stats.scoping.ranking import Ranking
from tidegauge.stats.scoping.records import Cause, Part, Where
from tidegauge.stats.scoping.score import Scored
from tidegauge.stats.scoping.segments import leaves_of

LISTED = 12
"""Most segments in the printed order."""


@dataclass(frozen=True, eq=False)
class Described:
    """What names need: the books, the leaves that were searched (True), and the most attributes of an alias."""

    books: Ledger
    searched: NDArray[np.bool_]
    order: int

    def named(self, segment: Segment) -> Cause:
        """Return a segment that is named."""
        sign, leaves = self.books.ground.sign, segment.leaves
        part = self.books.part(leaves, sign * segment.z)
        return self._cause(
            part, self._fixed(segment.codes), leaves, sign * segment.zc, significant=segment.significant
        )

    def listed(self, found: Scored, row: int) -> Cause:
        """Return a segment of the first pass, named or not."""
        base, codes = self.books.ground, found.segments.codes[row]
        leaves = leaves_of(base.grid, codes)
        leaves = leaves[self.searched[leaves]]
        part = self.books.part(leaves, base.sign * float(found.segments.z[row]))
        zc = float(found.zc[row])
        beyond = bool(found.passes[row]) and found.direction * zc > float(found.bar[row])
        return self._cause(part, self._fixed(codes), leaves, base.sign * zc, significant=beyond)

    def turnover(self, one: Turnover) -> Cause:
        """Return a value that appeared or vanished."""
        part = self.books.turnover(one.leaves, one.excess, one.z)
        return self._cause(part, ((one.attribute, one.code),), one.leaves, one.z, significant=True)

    def in_order(
        self, found: Found, order: Ranking, named: tuple[Cause, ...], turnovers: tuple[Cause, ...]
    ) -> tuple[Cause, ...]:
        """Return three causes, what describes them otherwise, what comes next, and all others by score."""
        following = tuple(self.named(one) for one in (found.minor, found.left) if one is not None)
        two = () if found.two is None else tuple(self.named(one) for one in found.two.segments)
        alternatives, others = (
            tuple(self.listed(found.first, row) for row in rows)
            for rows in (order.alternatives, order.others)
        )
        beside = (*two, *alternatives, *following) if order.two_first else (*alternatives, *following, *two)
        every = (*named[:3], *beside, *named[3:], *turnovers, *others)
        first: dict[Where, Cause] = {}
        for one in every:
            first.setdefault(one.where, one)
        return tuple(first.values())[:LISTED]

    def _cause(self, part: Part, fixed: Fixed, leaves: Places, zc: float, *, significant: bool) -> Cause:
        base = self.books.ground
        calls = base.current.w + base.reference.w
        same = aliases(base.codes, calls, fixed, leaves, self.order)
        return Cause(
            **vars(part),
            where=self._where(fixed),
            aliases=tuple(self._where(one) for one in same),
            z_contrast=zc,
            significant=significant,
            leaves=base.places[leaves],
        )

    def _fixed(self, codes: Codes) -> Fixed:
        made = self.books.ground.grid
        return tuple(
            (made.attribute[place], int(made.values[place][codes[place]]))
            for place in np.flatnonzero(codes >= 0)
        )

    def _where(self, fixed: Fixed) -> Where:
        table = self.books.ground.table
        return tuple((table.attributes[place], table.values[place][code]) for place, code in fixed)
