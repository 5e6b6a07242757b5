"""Readings of a metric that is held against what is usual, or against a fixed value."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tidegauge.alerts.history.damage import fallen, wrong
from tidegauge.alerts.history.estimates import estimates, quantiles_before, usual_quantiles
from tidegauge.alerts.history.expected import SHIFTS, Expected, expected
from tidegauge.alerts.history.levels import breached
from tidegauge.alerts.history.records import History
from tidegauge.alerts.records import Reading
from tidegauge.metrics.metric import Metric
from tidegauge.settings_alerts import RuleTable
from tidegauge.stats.alerting import surprise
from tidegauge.stats.alerting.sums import Sums
from tidegauge.stats.estimate import Estimate, Floats

CALM = 0.05
"""A window that is this surprising, and half as far off as matters, is not yet back to what is usual."""

_AMOUNTS = {"mean", "total"}

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Judged:
    """Arrays of shape (windows asked about, segments). `known` says where enough is recorded to judge."""

    value: Estimate
    reference: Floats
    n_reference: Floats
    p_value: Floats
    known: Flags
    breach: Flags
    clear: Flags


def changed(history: History, table: RuleTable, firings: float) -> Judged:
    """Return which windows of which segments moved beyond chance, and by as much as the metric's floor."""
    return held_against(history, expected(history, table.against, most(table)), table, firings)


def most(table: RuleTable) -> int:
    """Return how many windows a firing takes."""
    return max(table.of, table.breaches)


def held_against(history: History, held: Expected, table: RuleTable, firings: float) -> Judged:
    """Return the same of windows that are held against anything."""
    now = history.sums.map(lambda one: one[history.grid.asked])
    test = surprise.of_amount if history.kind in _AMOUNTS else surprise.of_rate
    high, low = test(now, held.usual, held.dispersion)
    p_value = chance(high, low, history.metric, table.direction)
    n = np.maximum(now.n, held.rows) if history.kind == "total" else now.n
    n_reference = held.usual.n * held.rows if history.kind == "total" else held.usual.n
    enough = (n >= table.minimum_n) & (n_reference >= table.minimum_n)
    known = enough & ~np.isnan(p_value) & np.isfinite(held.dispersion)
    value = estimates(history, known)
    if table.against in SHIFTS and history.kind == "quantile":
        reference = quantiles_before(history, SHIFTS[table.against])
    else:
        reference = reference_of(history, held.usual.level, now)
    return judged(history.metric, table, firings, Held(value, reference, n_reference, p_value, known))


@dataclass(frozen=True, eq=False)
class Held:
    """Values and what each is held against, with how surprising that is."""

    value: Estimate
    reference: Floats
    n_reference: Floats
    p_value: Floats
    known: Flags


def judged(metric: Metric, table: RuleTable, firings: float, held: Held) -> Judged:
    """Return which values are off beyond chance, and by as much as the metric's floor."""
    off = away(held.value.value, held.reference, metric, table.direction)
    least = floor(metric, held.reference)
    beyond = breached(held.p_value, held.known, table, firings)
    with np.errstate(invalid="ignore"):
        clear = ~((held.p_value < CALM) & (off >= least / 2))
        found = beyond & (off >= least)
    return Judged(held.value, held.reference, held.n_reference, held.p_value, held.known, found, clear)


def chance(high: Floats, low: Floats, metric: Metric, direction: str) -> Floats:
    """Return the p-value in the direction that a rule watches; of a metric without a good one both count."""
    if direction == "any" or metric.direction == "none":
        return np.asarray(np.minimum(2 * np.minimum(high, low), 1))
    return high if (metric.direction == "lower") == (direction == "worse") else low


def away(value: Floats, reference: Floats, metric: Metric, direction: str) -> Floats:
    """Return how far a value is off, positive in the direction that a rule watches."""
    off = value - reference
    if direction == "any" or metric.direction == "none":
        return np.asarray(np.abs(off))
    return off if (metric.direction == "lower") == (direction == "worse") else np.asarray(-off)


def floor(metric: Metric, reference: Floats) -> Floats:
    """Return the smallest change that matters."""
    return np.asarray(
        np.abs(reference) * metric.floor if metric.floor_relative else np.full_like(reference, metric.floor)
    )


def reference_of(history: History, level: Floats, now: Sums) -> Floats:
    """Return what is usual in the metric's own unit: of a quantile that of the baseline, of a total that of such a day."""
    if history.kind == "total":
        return level * now.b
    if history.kind == "quantile":
        return np.broadcast_to(usual_quantiles(history), level.shape)
    is_root = getattr(history.part, "root", False)
    return np.sqrt(np.maximum(level, 0)) if is_root else level


def readings(history: History, judged: Judged) -> Iterator[Reading]:
    """Yield what was judged, by window, then segment."""
    grid = history.grid
    rows, total = history.rows[grid.asked], history.total[grid.asked]
    n = history.sums.n[grid.asked]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = rows / total[:, None]
        counted = n / total[:, None]
    damage = wrong(history.metric, judged.value.value, judged.reference, counted)
    fell = fallen(history.metric, judged.value.value, judged.reference)
    columns = (
        judged.known, judged.breach, judged.clear, judged.value.value, judged.reference, judged.value.low,
        judged.value.high, n, judged.n_reference, judged.p_value, share, damage, fell,
    )  # fmt: skip
    for window, place in enumerate(grid.asked.tolist()):
        at = grid.end(place)
        for segment, cells in zip(
            history.segments, zip(*(one[window].tolist() for one in columns), strict=True), strict=True
        ):
            known, breach, clear, *numbers = cells
            value, reference, low, high, own, before, p_value, part, off, drop = map(_number, numbers)
            yield Reading(
                segment, at, breach if known else None, clear, value, reference, low, high,
                int(own or 0), int(before or 0), p_value, part, off, drop,
            )  # fmt: skip


def _number(value: float) -> float | None:
    return None if value != value else value  # noqa: PLR0124  nan alone is not itself
