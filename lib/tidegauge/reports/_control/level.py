"""Two stretches of a chart compared by their points: is a baseline level, is a metric still moving?"""

from dataclasses import replace

import numpy as np

from tidegauge.findings import Effect
from tidegauge.reports._control.points import Points
from tidegauge.reports._control.records import Step
from tidegauge.reports._sides import Numbers
from tidegauge.stats import mean
from tidegauge.stats.spc import autocorrelation
from tidegauge.stats.spc._records import Baseline

CERTAIN = 0.01
"""The p-value below which a baseline is said not to be level. Higher, and one good baseline in twenty is doubted."""

LEAST = 6
"""Points of a baseline below which its halves say nothing."""


def step(points: Points, before: slice, after: slice) -> Step:
    """Return how two stretches differ. Points count as values: their own spread is what the test trusts."""
    value = points.groups.value
    first, second = (_sums(value[part]) for part in (before, after))
    found = mean.difference(first, second)
    effect = Effect(float(found.value), float(found.low), float(found.high), points.metric.unit)
    before_mean, after_mean = (s / n if n else float("nan") for n, s, _ in (first, second))
    return Step(before_mean, after_mean, effect, float(found.p_value))


def unevenness(points: Points, normal: slice) -> Step | None:
    """Return how the end of a baseline differs from its beginning, where it does; thirds of three weeks are weeks."""
    third = (normal.stop - normal.start) // 3
    if normal.stop - normal.start < LEAST:
        return None
    found = step(points, slice(normal.start, normal.start + third), slice(normal.stop - third, normal.stop))
    return found if found.p_value < CERTAIN else None


def is_straight(points: Points, normal: slice) -> bool:
    """Return whether a straight line explains why the points of a baseline resemble their neighbours.

    Such a baseline creeps; without the line its points are independent, and its limits need no widening.
    """
    value = points.groups.value[normal]
    known = np.flatnonzero(np.isfinite(value))
    if known.size < LEAST:
        return False
    slope, start = np.polyfit(known, value[known], 1)
    left = np.full(value.shape, np.nan)
    left[known] = value[known] - (start + slope * known)
    return autocorrelation.lag_1(left) <= autocorrelation.MATERIAL


def narrowed(baseline: Baseline) -> Baseline:
    """Return the limits of a baseline that creeps, without what they were widened by.

    What looks like neighbours that resemble each other is the creep itself. Widened for it, limits would hide it.
    """
    if baseline.widening == 1:
        return baseline
    within = baseline.factor / autocorrelation.marginal(baseline.autocorrelation)
    return replace(baseline, autocorrelation=0.0, widening=1.0, factor=within)


def recent(points: Points) -> Step | None:
    """Return the last week (or day, of hourly points) beside the one before it."""
    last, length = len(points.grid), 24 if points.grid.hourly else 7
    if last - 2 * length < points.grid.drawn:
        return None
    found = step(points, slice(last - 2 * length, last - length), slice(last - length, last))
    return found if np.isfinite(found.p_value) else None


def _sums(value: Numbers) -> tuple[int, float, float]:
    known = value[np.isfinite(value)]
    return known.size, float(known.sum()), float((known**2).sum())
