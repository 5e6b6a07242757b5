"""Both sides of a summary, segment by segment: estimates, differences, and verdicts corrected for the search."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np

from tidegauge.findings import Direction, Effect, Verdict, news
from tidegauge.metrics.metric import Metric
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._families import family
from tidegauge.reports._records import Comparison, Measure
from tidegauge.reports._sides import Numbers, Sides, Sums
from tidegauge.stats.estimate import Difference, Estimate
from tidegauge.stats.multiplicity import benjamini_hochberg
from tidegauge.stats.verdict import decide


@dataclass(frozen=True, eq=False)
class Compared:
    """One metric over all segments, before any verdict. `difference` is None where nothing is compared."""

    metric: Metric
    current: Estimate
    reference: Estimate | None
    difference: Difference | None
    relative: bool


def compared(sides: Sides, metrics: Iterable[Metric], *, with_reference: bool) -> list[Compared]:
    """Return each metric's estimates on both sides, and their difference."""
    return [_compared(sides, metric, with_reference) for metric in metrics]


def _compared(sides: Sides, metric: Metric, with_reference: bool) -> Compared:
    part = sides.summary.parts[metric.name]
    members, now = family(metric, part), sides.sums(metric.name, CURRENT)
    current = _recorded(members.estimate(part, now, sides.size), sides.n_current)
    if not with_reference:
        return Compared(metric, current, None, None, members.relative)
    before = sides.sums(metric.name, REFERENCE)
    reference = _recorded(members.estimate(part, before, sides.size), sides.n_reference)
    if members.relative and sides.summary.exposure != 1:
        reference, before = _at_length(reference, before, sides.summary.exposure)
    difference = members.difference(part, before, now, sides.size)
    return Compared(metric, current, reference, difference, members.relative)


def _recorded(found: Estimate, rows: Numbers) -> Estimate:
    """A total that no row recorded is not known; only without rows it is 0."""
    unknown = (found.n == 0) & (rows > 0)
    value, low, high = (np.where(unknown, np.nan, one) for one in (found.value, found.low, found.high))
    return Estimate(value, low, high, found.n)


def _at_length(reference: Estimate, sums: Sums, exposure: float) -> tuple[Estimate, Sums]:
    """A total and its sums as they would be had the reference been as long as the current window."""
    scaled = {**sums, "sa": sums["sa"] * exposure, "saa": sums["saa"] * exposure**2}
    value, low, high = (one * exposure for one in (reference.value, reference.low, reference.high))
    return Estimate(value, low, high, reference.n), scaled


def comparisons(
    every: Sequence[Compared], sides: Sides, *, not_comparable: Collection[str] = ()
) -> list[tuple[Comparison, ...]]:
    """Return the comparisons of each segment, in the order of `sides`; p-values are adjusted over all of them.

    `not_comparable` names the metrics whose judge changed between the windows.
    """
    tested = [one.difference.p_value for one in every if one.difference is not None]
    adjusted = benjamini_hochberg(np.concatenate(tested)) if tested else np.zeros(0)
    columns, taken = [], 0
    for one in every:
        p_values = adjusted[taken : taken + sides.size] if one.difference is not None else None
        taken += sides.size if one.difference is not None else 0
        changed_ruler = one.metric.name in not_comparable
        columns.append(_column(one, sides, p_values, changed_ruler=changed_ruler))
    return [tuple(column[place] for column in columns) for place in range(sides.size)]


def _column(
    one: Compared, sides: Sides, p_values: Numbers | None, *, changed_ruler: bool
) -> list[Comparison]:
    verdicts, sees = _verdicts(one, p_values)
    with np.errstate(divide="ignore", invalid="ignore"):
        coverage = np.where(sides.n_current > 0, np.minimum(one.current.n / sides.n_current, 1), np.nan)
    verdict = [Verdict.NOT_COMPARABLE] * sides.size if changed_ruler else [*map(Verdict, verdicts)]
    current, effects = _measures(one.current), _effects(one, sides.size)
    reference = _measures(one.reference) if one.reference else [None] * sides.size
    rising = [None if effect is None or isnan(effect.value) else effect.value > 0 for effect in effects]
    chance = [None] * sides.size if p_values is None else _known(p_values)
    whole = one.metric.per or one.relative
    covered = [1.0] * sides.size if whole else coverage.tolist()
    smallest = _known(sees)
    return [
        Comparison(
            metric=one.metric.name,
            label=one.metric.label,
            unit=one.metric.unit,
            current=current[place],
            reference=reference[place],
            difference=effects[place],
            relative=one.relative,
            verdict=verdict[place],
            direction=_direction(one.metric, verdict[place], rising[place]),
            rising=rising[place],
            p_value=chance[place],
            sees=smallest[place],
            coverage=covered[place],
        )
        for place in range(sides.size)
    ]


def _known(numbers: Numbers) -> list[float | None]:
    return [None if isnan(number) else number for number in numbers.tolist()]


def _verdicts(one: Compared, p_values: Numbers | None) -> tuple[list[str], Numbers]:
    if one.difference is None or one.reference is None or p_values is None:
        size = len(one.current.value)
        return [Verdict.CANNOT_TELL.value] * size, np.full(size, np.nan)
    decision = decide(one.difference, p_values, floors(one))
    return decision.verdict.tolist(), decision.smallest_detectable


def floors(one: Compared) -> Numbers:
    """Return the smallest change that matters in each segment, in the unit of the difference."""
    size = len(one.current.value)
    if one.relative or not one.metric.floor_relative or one.reference is None:
        return np.full(size, one.metric.floor)
    return np.abs(np.nan_to_num(one.reference.value, nan=1.0)) * one.metric.floor


def _effects(one: Compared, size: int) -> Sequence[Effect | None]:
    if one.difference is None:
        return [None] * size
    unit, found = "relative" if one.relative else one.metric.unit, one.difference
    ends = zip(found.value.tolist(), found.low.tolist(), found.high.tolist(), strict=True)
    return [Effect(value, low, high, unit) for value, low, high in ends]


def _direction(metric: Metric, verdict: Verdict, rising: bool | None) -> Direction:
    return news(rising, metric.direction) if verdict is Verdict.CHANGED else Direction.NEUTRAL


def _measures(estimate: Estimate) -> list[Measure]:
    parts = (estimate.value, estimate.low, estimate.high, np.nan_to_num(estimate.n))
    columns = zip(*(part.tolist() for part in parts), strict=True)
    return [Measure(value, low, high, int(n)) for value, low, high, n in columns]
