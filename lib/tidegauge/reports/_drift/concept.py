"""Quality given the input: whether answers to the same kind of question got worse, and whether kinds moved apart."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tidegauge.metrics.metric import Metric
from tidegauge.metrics.parts import SumParts
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._screen import Screen
from tidegauge.stats import stratified
from tidegauge.stats.materiality import ColumnTest, Floor, seen_by
from tidegauge.stats.stratified import Stratified
from tidegauge.stats.verdict import ALPHA

FEWEST = 30
"""Strata with fewer judged rows on a side than this say nothing of their own."""

_INPUTS = {name: place for place, name in enumerate(("query_category", "feature", "language"))}
"""What says most of what was asked comes first."""


@dataclass(frozen=True, eq=False)
class Concept:
    """A quality metric within the values of one dimension: `within` its common change, `apart` whether they disagree."""

    metric: Metric
    by: str
    values: tuple[str, ...]
    before: NDArray[np.float64]
    now: NDArray[np.float64]
    n: NDArray[np.float64]
    found: Stratified
    tests: tuple[ColumnTest, ColumnTest]
    floor: float

    @property
    def opposed(self) -> tuple[int, int] | None:
        """The places of the strata that fell and rose most, if both did so beyond chance and the floor."""
        shift = np.nan_to_num(self.found.by_stratum)
        with np.errstate(divide="ignore", invalid="ignore"):
            z = np.where(self.n >= FEWEST, shift / self.found.errors, 0)
        z = np.where(np.abs(shift) >= self.floor, z, 0)
        fell, rose = int(np.argmin(np.nan_to_num(z))), int(np.argmax(np.nan_to_num(z)))
        # Corrected for the number of strata that could have been picked.
        least = float(special.ndtri(1 - 0.025 / max(len(self.values), 1)))
        return (fell, rose) if z[fell] < -least and z[rose] > least else None


def concepts(seen: Screen, metrics: Sequence[Metric]) -> tuple[Concept, ...]:
    """Return each metric within the dimension whose values disagree most, or, if none do, one that says the input."""
    return tuple(one for one in (_concept(seen, metric) for metric in metrics) if one is not None)


def _concept(seen: Screen, metric: Metric) -> Concept | None:
    part = seen.sides.summary.parts[metric.name]
    if not isinstance(part, SumParts) or part.root or metric.kind not in {"rate", "mean"} or metric.per:
        return None
    levels = [level for level in range(1, len(seen.dimensions) + 1) if seen.divides(level)]
    found = [one for level in levels if (one := _within(seen, metric, level)) is not None]
    if not found:
        return None
    tried = len(found)
    apart = min(found, key=lambda one: one[1].heterogeneity_p)
    sure = apart[1].heterogeneity_p * tried < ALPHA
    best = apart if sure else min(found, key=lambda one: _INPUTS.get(one[0], len(_INPUTS)))
    return _tested(seen, metric, *best, tried)


def _within(
    seen: Screen, metric: Metric, level: int
) -> tuple[str, Stratified, NDArray[np.intp], tuple[stratified.Moments, stratified.Moments]] | None:
    places = np.flatnonzero(seen.levels == level)
    (n1, s1, ss1), (n2, s2, ss2) = (
        [one[places] for one in seen.sides.moments(metric.name, side)] for side in (REFERENCE, CURRENT)
    )
    enough = np.minimum(n1, n2) >= FEWEST
    if enough.sum() < 2:
        return None
    before, now = (n1[enough], s1[enough], ss1[enough]), (n2[enough], s2[enough], ss2[enough])
    return seen.dimensions[level - 1], stratified.difference(before, now), places[enough], (before, now)


def _tested(
    seen: Screen,
    metric: Metric,
    by: str,
    found: Stratified,
    places: NDArray[np.intp],
    moments: tuple[stratified.Moments, stratified.Moments],
    tried: int,
) -> Concept:
    (n1, s1, _), (n2, s2, _) = ([np.asarray(one) for one in side] for side in moments)
    before, now = s1 / n1, s2 / n2
    floor = metric.floor * abs(float(s1.sum() / n1.sum())) if metric.floor_relative else metric.floor
    error = float(found.common.high - found.common.low) / (2 * special.ndtri(0.975))
    column = f"{metric.name} given {by}"
    n = (float(n1.sum()), float(n2.sum()))
    shift = found.by_stratum
    within = ColumnTest(
        column,
        "within",
        float(found.common.p_value),
        float(found.common.value),
        Floor(floor),
        seen_by(error),
        *n,
    )
    spread = float(np.nanmax(shift) - np.nanmin(shift))
    widest = float(np.nanmax(found.errors)) * np.sqrt(2)
    apart_p = min(1.0, found.heterogeneity_p * tried)
    apart = ColumnTest(column, "apart", apart_p, spread, Floor(2 * floor), seen_by(widest), *n)
    values = tuple(seen.values[place] for place in places)
    return Concept(metric, by, values, before, now, n2, found, (within, apart), floor)
