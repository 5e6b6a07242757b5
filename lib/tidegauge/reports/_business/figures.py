"""Ratios of outcomes as comparisons: estimate, interval clustered by session, difference and verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np

from tidegauge.findings import Direction, Effect, Verdict, news
from tidegauge.reports._business.measures import FLOOR, RatioOf
from tidegauge.reports._records import Comparison, Measure
from tidegauge.stats import ratio
from tidegauge.stats.estimate import Difference, Estimate
from tidegauge.stats.multiplicity import benjamini_hochberg
from tidegauge.stats.ratio import Sums
from tidegauge.stats.verdict import decide

FEWEST = 30
"""Sessions a side, and events of which a ratio is made, below which nothing is said."""


@dataclass(frozen=True, eq=False)
class Figure:
    """A number of both sides before its verdict, with the smallest change that matters; `events` is how many
    events a share was counted from, the mean of both sides."""

    name: str
    label: str
    unit: str
    good: str
    current: Estimate
    reference: Estimate | None
    difference: Difference | None
    floor: float
    coverage: float = 1.0
    events: float = float("inf")


def ratio_figure(
    measure: RatioOf,
    before: Sums,
    now: Sums,
    *,
    compared: bool,
    calls: float = float("nan"),
    told: float = float("nan"),
) -> Figure:
    """Return a figure of clustered sums; `told` of `calls` have any outcome, which is its coverage."""
    reference = ratio.estimate(*before) if compared else None
    floor = FLOOR * abs(number(reference.value)) if reference is not None else 0.0
    events = [number(one[1]) for one in ((before, now) if compared else (now,))]
    return Figure(
        measure.name,
        measure.label,
        measure.unit,
        measure.good,
        positive(ratio.estimate(*now)),
        reference and positive(reference),
        ratio.difference(before, now) if compared else None,
        0.0 if isnan(floor) else floor,
        told / calls if calls else float("nan"),
        sum(events) / len(events) if measure.unit == "share" else float("inf"),
    )


def decided(figures: Sequence[Figure]) -> tuple[Comparison, ...]:
    """Return the comparisons of the figures; p-values are adjusted over all of them."""
    p_values = [number(one.difference.p_value) if one.difference else float("nan") for one in figures]
    adjusted = benjamini_hochberg(np.array(p_values, dtype=np.float64))
    return tuple(_comparison(one, float(p)) for one, p in zip(figures, adjusted, strict=True))


def _comparison(one: Figure, adjusted: float) -> Comparison:
    verdict, sees, effect = Verdict.CANNOT_TELL, None, None
    if one.difference is not None:
        # Few events have no normal interval, whatever their number of sessions.
        known = adjusted if one.events >= FEWEST else float("nan")
        found = decide(one.difference, known, one.floor, FEWEST)
        verdict, sees = Verdict(str(np.ravel(found.verdict)[0])), _known(found.smallest_detectable)
        effect = effect_of(one.difference, one.unit)
    rising = None if effect is None or isnan(effect.value) else effect.value > 0
    return Comparison(
        metric=one.name,
        label=one.label,
        unit=one.unit,
        current=measure_of(one.current),
        reference=None if one.reference is None else measure_of(one.reference),
        difference=effect,
        relative=False,
        verdict=verdict,
        direction=news(rising, one.good) if verdict is Verdict.CHANGED else Direction.NEUTRAL,
        rising=rising,
        p_value=None if isnan(adjusted) else adjusted,
        sees=sees,
        coverage=one.coverage,
    )


def positive(found: Estimate) -> Estimate:
    """Return an estimate whose lower end is no less than 0: nobody clicks less than never."""
    return Estimate(found.value, np.maximum(found.low, 0.0), found.high, found.n)


def effect_of(found: Difference, unit: str) -> Effect:
    """Return a difference as an effect."""
    return Effect(number(found.value), number(found.low), number(found.high), unit)


def measure_of(found: Estimate) -> Measure:
    """Return an estimate as a measure."""
    value, low, high = (number(one) for one in (found.value, found.low, found.high))
    return Measure(value, low, high, int(np.nan_to_num(number(found.n))))


def number(found: object) -> float:
    """Return the one number of an array."""
    return float(np.ravel(np.asarray(found, dtype=np.float64))[0])


def _known(found: object) -> float | None:
    value = number(found)
    return None if isnan(value) else value
