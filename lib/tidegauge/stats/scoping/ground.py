"""Both windows made ready: gaps closed, the calm references pooled, a rate counted by its rarer side."""

from dataclasses import dataclass, replace

import numpy as np

from tidegauge.stats.estimate import Floats
from tidegauge.stats.scoping.cells import Cells
from tidegauge.stats.scoping.columns import Metric, columns
from tidegauge.stats.scoping.grid import Grid, grid
from tidegauge.stats.scoping.leaves import Codes, Kind, LeafTable, Places, Sums
from tidegauge.stats.scoping.null import Null
from tidegauge.stats.scoping.references import calm, pooled, recorded, unit
from tidegauge.stats.scoping.rules import ScopeRules

LEAST_CALLS = 20.0
"""Calls that each window must have for anything to be said."""


@dataclass(frozen=True, eq=False)
class Ground:
    """What all steps stand on. `places` are the table's leaves that occur in either window; all else is of these, `codes` too.

    `sign` is -1 where the complement of a rate is counted: `cells` hold it, `current` and `reference` never do.
    """

    table: LeafTable
    places: Places
    codes: Codes
    used: tuple[int, ...]
    current: Sums
    reference: Sums
    sign: int
    grid: Grid
    cells: Cells
    null: Null

    @property
    def is_total(self) -> bool:
        """Whether the metric is a sum of nothing."""
        return self.table.kind is Kind.TOTAL

    @property
    def below(self) -> tuple[float, float]:
        """What sums of the reference and of now are divided by to be in units of the metric."""
        if self.is_total:
            return 1 / self.null.ratio, 1.0
        return float(self.reference.w.sum()), float(self.current.w.sum())


def windows(table: LeafTable) -> tuple[Sums, Sums, tuple[int, ...]]:
    """Return the sums now and in the reference, without gaps, and the places of the references that are used."""
    used = calm(table)
    return recorded(table.current), pooled(table, used), used


def enough(kind: Kind, current: Sums, reference: Sums) -> bool:
    """Return whether both windows hold something to compare."""
    if kind is Kind.TOTAL:
        lengths = current.length > 0 and reference.length > 0
        return bool(lengths and reference.y.any())
    return bool(min(current.w.sum(), reference.w.sum()) >= LEAST_CALLS * unit(reference))


def ground(table: LeafTable, rules: ScopeRules) -> Ground | None:
    """Return what a search stands on, or None where there is too little of it."""
    current, reference, used = windows(table)
    if not enough(table.kind, current, reference):
        return None
    weight = current.w + reference.w
    places = np.flatnonzero((weight > 0) | (current.y != 0) | (reference.y != 0))
    codes = table.codes
    if places.size < table.size:
        current, reference, codes = _at(current, places), _at(reference, places), codes[:, places]
    sign = _sign(table.kind, current, reference)
    calls = weight[places] if weight.any() else np.full(places.size, np.inf)
    made = grid(codes, [len(one) for one in table.values], calls, rules.least_calls * unit(reference))
    counted = [_complement(one) if sign < 0 else one for one in (current, reference)]
    cells, null = columns(made.codes, counted[0], counted[1], Metric(table.kind, table.phi, rules.prior))
    return Ground(table, places, codes, used, current, reference, sign, made, cells, null)


def _sign(kind: Kind, current: Sums, reference: Sums) -> int:
    """Above one half Poisson counts vary too much, so the complement is counted."""
    y, w = (float(one.sum()) for one in (current.y + reference.y, current.w + reference.w))
    return -1 if kind is Kind.RATE and y > w / 2 else 1


def _complement(period: Sums) -> Sums:
    return replace(period, y=np.maximum(period.w - period.y, 0.0))


def _at(period: Sums, places: Places) -> Sums:
    def some(column: Floats | None) -> Floats | None:
        return None if column is None else column[places]

    return Sums(
        period.y[places], period.w[places], some(period.q), some(period.yw), some(period.ww), period.length
    )
