"""Key numbers of money as comparisons: estimate, interval, difference and verdict from sums of both sides."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tidegauge.findings import Direction, Effect, Verdict, news
from tidegauge.reports._control.records import ControlChart
from tidegauge.reports._records import Comparison, Measure
from tidegauge.stats.estimate import Difference, Estimate
from tidegauge.stats.multiplicity import benjamini_hochberg
from tidegauge.stats.verdict import decide

FLOOR = 0.05
"""The smallest change that matters, as a share of the number before; of a share, in its own unit: 2 points."""
POINTS = 0.02


@dataclass(frozen=True, eq=False)
class Figure:
    """A number of both sides before its verdict; `good` is lower, higher or anything for neither."""

    name: str
    label: str
    unit: str
    current: Estimate
    reference: Estimate | None
    difference: Difference | None
    good: str = "lower"
    relative: bool = False
    coverage: float = 1.0


def decided(figures: Sequence[Figure]) -> tuple[Comparison, ...]:
    """Return the comparisons of the figures; p-values are adjusted over all of them."""
    tested = [one for one in figures if one.difference is not None]
    every = [one.difference.p_value for one in tested if one.difference is not None]
    adjusted = dict(
        zip(map(id, tested), benjamini_hochberg(np.array(every, dtype=np.float64).ravel()), strict=True)
    )
    return tuple(_comparison(one, float(adjusted.get(id(one), np.nan))) for one in figures)


def _comparison(one: Figure, adjusted: float) -> Comparison:
    verdict, sees, effect = Verdict.CANNOT_TELL, None, None
    if one.difference is not None and one.reference is not None:
        found = decide(one.difference, adjusted, _floor(one))
        verdict = Verdict(str(np.ravel(found.verdict)[0]))
        sees = _known(found.smallest_detectable)
        unit = "relative" if one.relative else one.unit
        effect = _effect(one.difference, unit)
    rising = None if effect is None or np.isnan(effect.value) else effect.value > 0
    way = news(rising, one.good) if verdict is Verdict.CHANGED else Direction.NEUTRAL
    return Comparison(
        metric=one.name,
        label=one.label,
        unit=one.unit,
        current=_measure(one.current),
        reference=None if one.reference is None else _measure(one.reference),
        difference=effect,
        relative=one.relative,
        verdict=verdict,
        direction=way,
        rising=rising,
        p_value=None if np.isnan(adjusted) else adjusted,
        sees=sees,
        coverage=one.coverage,
    )


def _effect(found: Difference, unit: str) -> Effect:
    return Effect(_number(found.value), _number(found.low), _number(found.high), unit)


def _floor(one: Figure) -> float:
    if one.unit == "share":
        return POINTS
    return FLOOR if one.relative or one.reference is None else abs(_number(one.reference.value)) * FLOOR


def _measure(found: Estimate) -> Measure:
    value, low, high = (_number(one) for one in (found.value, found.low, found.high))
    return Measure(value, low, high, int(np.nan_to_num(_number(found.n))))


def _number(found: object) -> float:
    return float(np.ravel(np.asarray(found, dtype=np.float64))[0])


def _known(found: object) -> float | None:
    number = _number(found)
    return None if np.isnan(number) else number


def soberly(one: Comparison) -> Comparison:
    """Return a comparison of money in which a fall is no good news: quality fell with it, or nobody knows."""
    better = one.unit == "usd" and one.direction is Direction.BETTER
    return replace(one, direction=Direction.NEUTRAL) if better else one


def soberly_charted(chart: ControlChart | None) -> ControlChart | None:
    """Return the control chart of money in which a fall is no good news, as in `soberly`."""
    if chart is None or chart.finding.direction is not Direction.BETTER:
        return chart
    return replace(chart, finding=replace(chart.finding, direction=Direction.NEUTRAL))


def is_bought(quality: Comparison | None) -> bool:
    """Return whether quality is known beside the money, and did not fall: then a saving is one."""
    if quality is None or quality.direction is Direction.WORSE:
        return False
    return quality.verdict in {Verdict.CHANGED, Verdict.NOT_MATERIAL}
