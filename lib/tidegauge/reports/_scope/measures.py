"""A part's own value with its interval, before and now."""

from math import nan

import numpy as np

from tidegauge.reports._records import Measure
from tidegauge.stats import mean, proportion, total
from tidegauge.stats.estimate import Estimate
from tidegauge.stats.scoping.leaves import Kind, LeafTable, Places, Sums
from tidegauge.stats.scoping.records import Part
from tidegauge.stats.scoping.references import pooled


def measures(table: LeafTable, references: tuple[int, ...], leaves: Places) -> tuple[Measure, Measure]:
    """Return what some leaves were over the references used, and what they are; totals at the current window's length."""
    before = pooled(table, references)
    scale = table.current.length / before.length if table.kind is Kind.TOTAL else 1.0
    return measure(table.kind, before, leaves, scale), measure(table.kind, table.current, leaves, 1.0)


def expected(kind: Kind, part: Part) -> Measure:
    """Return what the calls were that a new value is held against: those with the same other values, before."""
    if kind is Kind.RATE and 0 <= part.before <= 1:
        found = proportion.estimate([part.before * part.n0], [part.n0])
        return Measure(part.before, float(found.low[0]), float(found.high[0]), round(part.n0))
    return Measure(part.before, nan, nan, round(part.n0))


def measure(kind: Kind, sums: Sums, leaves: Places, scale: float) -> Measure:
    """Return the value of some leaves; NaN where there is none."""
    y, w = float(sums.y[leaves].sum()), float(sums.w[leaves].sum())
    q = nan if sums.q is None else float(sums.q[leaves].sum())
    found = _estimate(kind, y, w, q)
    value, low, high = (
        float(np.asarray(one).reshape(-1)[0]) * scale for one in (found.value, found.low, found.high)
    )
    return Measure(value, low, high, round(w))


def _estimate(kind: Kind, y: float, w: float, q: float) -> Estimate:
    if kind is Kind.TOTAL:
        return total.count([y]) if np.isnan(q) else total.estimate([w], [y], [q])
    if kind is Kind.MEAN:
        return mean.estimate([w], [y], [q])
    if kind is Kind.RATE or np.isnan(q):
        return proportion.estimate([y], [w])
    # A ratio of sums over the rows of several leaves: its own interval would need the rows, which are not kept apart.
    value = np.array([y / w if w else nan])
    return Estimate(value, value * nan, value * nan, np.array([w]))
