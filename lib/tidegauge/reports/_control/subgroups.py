"""Which kind of chart data a metric gives: shares, counts, means with their spread, or one number a point."""

import numpy as np
from numpy.typing import NDArray

from tidegauge.metrics.metric import Metric
from tidegauge.metrics.parts import BinParts, DistinctParts, Parts
from tidegauge.queries.sides import CURRENT
from tidegauge.reports._families import family
from tidegauge.reports._sides import Numbers, Sides, Sums
from tidegauge.stats.spc._records import Kind, Subgroups, values


def kind_of(metric: Metric, part: Parts) -> Kind:
    """Return what the points of a metric are.

    Quantiles, ratios, sums of money and anything under a root are one number a point: their spread from point to
    point is all that is known of them.
    """
    if isinstance(part, BinParts) or metric.kind in {"quantile", "ratio", "calibration"}:
        return Kind.VALUE
    if isinstance(part, DistinctParts):
        return Kind.MEAN if part.numerator is not None else Kind.COUNT
    if metric.kind == "rate":
        return Kind.RATE
    if part.root or (metric.kind == "total" and not metric.per):
        return Kind.COUNT if metric.expression.replace(" ", "") == "count()" else Kind.VALUE
    return Kind.MEAN


def subgroups(
    sides: Sides, metric: Metric, places: NDArray[np.int64], exposure: Numbers, phase: NDArray[np.int64]
) -> tuple[Subgroups, Numbers]:
    """Return a metric's subgroups on the whole grid, and how many rows stand behind each point.

    `places` says where on the grid each entry of `sides` belongs; where nothing was recorded n is 0.
    """
    part, sums = sides.summary.parts[metric.name], sides.sums(metric.name, CURRENT)

    def on_grid(array: Numbers, empty: float = 0.0) -> Numbers:
        spread = np.full(exposure.size, empty)
        spread[places] = array
        return spread

    found = family(metric, part).estimate(part, sums, sides.size)
    n = on_grid(np.nan_to_num(found.n))
    kind = kind_of(metric, part)
    if kind is Kind.VALUE:
        nothing = 0.0 if metric.kind == "total" else np.nan
        return values(np.where(n > 0, on_grid(found.value), nothing), phase), n
    s, ss = (on_grid(_sum(sums, sides.size, name)) for name in ("sa", "saa"))
    if kind is Kind.COUNT:
        events = on_grid(np.nan_to_num(found.value))
        return Subgroups(kind, exposure, events, events, phase), n
    return Subgroups(kind, n, s, s if kind is Kind.RATE else ss, phase), n


def _sum(sums: Sums, size: int, name: str) -> Numbers:
    array = np.zeros(size)
    if name in sums:
        array[sums["place"]] = sums[name]
    return array
