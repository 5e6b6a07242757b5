"""Each metric's row: both sides, the difference, its verdict corrected over all metrics, and what would settle it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, isfinite, isnan

import numpy as np
from scipy import special

from tidegauge.findings import Direction, Effect, Verdict, news
from tidegauge.metrics.metric import Metric
from tidegauge.reports._records import Measure
from tidegauge.reports._versions_compared.any_look import Looked
from tidegauge.reports._versions_compared.pace import Pace, days_for
from tidegauge.reports._versions_compared.records import ComparedMetric
from tidegauge.stats.estimate import Estimate, Floats
from tidegauge.stats.multiplicity import benjamini_hochberg
from tidegauge.stats.normal import critical
from tidegauge.stats.sequential.sample_size import rows_until
from tidegauge.stats.verdict import ALPHA, POWER, decide

MOST_NEEDED = 1e9
"""More calls than this are no plan."""


@dataclass(frozen=True, eq=False)
class Measured:
    """A metric before its verdict: estimates of both sides, the difference, and the rows that recorded it."""

    metric: Metric
    a: Estimate
    b: Estimate
    looked: Looked
    n_a: int
    n_b: int
    coverage: float
    paired: bool
    is_any_look: bool
    unit: str


def judged(
    every: Sequence[Measured],
    guardrails: Sequence[str],
    pace: Pace,
    *,
    not_comparable: Collection[str] = (),
) -> tuple[ComparedMetric, ...]:
    """Return the rows, guardrails first in the order they were named; `not_comparable` are those with another ruler."""
    chances = np.array([float(one.looked.change.p_value[0]) for one in every])
    corrected = adjusted(chances, [one.metric.name in guardrails for one in every]) if every else chances
    rows = [
        _row(
            one,
            float(p),
            pace,
            is_guardrail=one.metric.name in guardrails,
            other_ruler=one.metric.name in not_comparable,
        )
        for one, p in zip(every, corrected, strict=True)
    ]
    place: Mapping[str, int] = {name: at for at, name in enumerate(guardrails)}
    return tuple(sorted(rows, key=lambda one: place.get(one.metric, len(place))))


def adjusted(chances: Floats, guarded: Sequence[bool]) -> Floats:
    """Return the p-values corrected for all metrics, half of what may go wrong kept for the guardrails.

    Genovese, C. R., Roeder, K. and Wasserman, L. (2006). False discovery control with p-value weighting. Biometrika 93,
    509-524: weights that sum to the number of tests leave the promise of Benjamini and Hochberg as it is.
    """
    own = np.asarray(guarded, dtype=bool)
    if own.all() or not own.any():
        return benjamini_hochberg(chances)
    weight = np.where(own, own.size / (2 * own.sum()), own.size / (2 * (~own).sum()))
    # Never below the metric's own: its interval would hold 0 beside a verdict that it changed.
    return np.maximum(benjamini_hochberg(np.minimum(chances / weight, 1)), chances)


def _row(
    one: Measured, corrected: float, pace: Pace, *, is_guardrail: bool, other_ruler: bool
) -> ComparedMetric:
    change, floor = one.looked.change, one.looked.floor
    decision = decide(change, corrected, floor)
    verdict = Verdict.NOT_COMPARABLE if other_ruler else Verdict(str(decision.verdict[0]))
    value, low, high = (float(column[0]) for column in (change.value, change.low, change.high))
    rising = None if isnan(value) else value > 0
    needs, days = _wanted(one, corrected, pace) if verdict is Verdict.CANNOT_TELL else (None, None)
    return ComparedMetric(
        metric=one.metric.name,
        label=one.metric.label,
        unit=one.unit,
        a=_measure(one.a),
        b=_measure(one.b),
        difference=Effect(value, low, high, one.unit),
        p_value=_known(float(change.p_value[0])),
        adjusted=_known(corrected),
        verdict=verdict,
        direction=news(rising, one.metric.direction) if verdict is Verdict.CHANGED else Direction.NEUTRAL,
        rising=rising,
        good=one.metric.direction,
        paired=one.paired,
        test=one.looked.test,
        is_any_look=one.is_any_look,
        is_guardrail=is_guardrail,
        floor=floor,
        sees=_known(float(decision.smallest_detectable[0])),
        needs=needs,
        days=days,
        n_a=one.n_a,
        n_b=one.n_b,
        coverage=one.coverage,
    )


def _wanted(one: Measured, corrected: float, pace: Pace) -> tuple[int | None, float | None]:
    """Return how many more calls of both sides settle a metric, and in how many days they come at today's traffic."""
    change, floor = one.looked.change, one.looked.floor
    value, error = abs(float(change.value[0])), one.looked.error
    if not isfinite(error) or not isfinite(one.looked.planned) or not one.coverage > 0:
        return None, None
    rows = one.n_a + one.n_b
    worth = float(change.n_reference[0] + change.n_current[0])
    # Below the floor the rows have to show that a change of its size would have been seen; beyond it, that this one is.
    alpha = ALPHA * _shrink(float(change.p_value[0]), corrected)
    if value < floor:
        seen = floor * critical(1 - ALPHA) / (critical(1 - alpha) + float(special.ndtri(POWER)))
        times = rows_until(max(seen, floor - value), error, worth, one.looked.planned)
    else:
        times = rows_until(value, error, worth, one.looked.planned, level=1 - alpha)
    times = max(times, _least(one))
    calls = (times - 1) * rows / one.coverage
    if not isfinite(calls) or calls > MOST_NEEDED:
        return None, None
    return max(ceil(calls), 1), days_for(times, one.n_a, one.n_b, pace, one.coverage)


def _shrink(p_value: float, corrected: float) -> float:
    """Return what the correction for all metrics divides the level by, as `stats.verdict` has it."""
    return p_value / corrected if 0 < p_value < corrected else 1.0


def _least(one: Measured, minimum_n: int = 30) -> float:
    """Return how many times as many rows the smaller side needs to be looked at at all."""
    fewest = min(one.n_a, one.n_b)
    return minimum_n / fewest if fewest else float("inf")


def _measure(estimate: Estimate) -> Measure:
    value, low, high, n = (
        float(column[0]) for column in (estimate.value, estimate.low, estimate.high, estimate.n)
    )
    return Measure(value, low, high, round(n) if isfinite(n) else 0)


def _known(number: float) -> float | None:
    return None if isnan(number) else number
