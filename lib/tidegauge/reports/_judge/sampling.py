"""What judging more or fewer answers would show, in points, days and money."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from tidegauge.queries.sides import CURRENT
from tidegauge.reports._judge.distribution import bars
from tidegauge.reports._judge.read import JudgeFacts
from tidegauge.reports._judge.records import Sampling, SamplingPoint
from tidegauge.stats.estimate import Floats
from tidegauge.stats.judging.detection import days_for_share, detectable_share

RATES = (0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09, 0.1)
"""The shares of calls that the curve is computed for."""

EFFECT = 0.04
"""The drop of the pass rate that the days are counted for."""

WEEK = 7.0


def sampling(facts: JudgeFacts, calls: int, judged: int) -> Sampling | None:
    """Return what the present rate and others would show; None without calls or scores.

    A drop is counted of the share of answers that pass by the judge, against as many answers before it. Calls that are
    judged whatever the rate is (recorded chance 1) are judged at every rate of the curve, which is of all others.
    """
    if facts.scale is None or not calls or not judged:
        return None
    days = facts.asked.current.window.length.total_seconds() / 86_400
    every = bars(facts, None)
    scored = sum(bar.n for bar in every)
    passed = sum(bar.share for bar in every if facts.scale.passed(_array(bar.value))[0])
    share = min(max(passed, 0.5 / scored), 1 - 0.5 / scored) if scored else 0.5
    always = min(_always(facts), judged - 1)
    rate = (judged - always) / (calls - always)
    week = Week((calls - always) / days, always / days, facts.question.cost_per_call)
    return Sampling(
        rate=rate,
        recorded=_recorded(facts),
        days=days,
        effect=EFFECT,
        curve=tuple(_point(one, week, days, share) for one in sorted({*RATES, round(rate, 4)})),
        cost_per_call=facts.question.cost_per_call,
        always=round(week.always * WEEK),
        paid=facts.question.paid,
    )


@dataclass(frozen=True)
class Week:
    """Calls a day that a rate is of, those that are judged whatever it is, and what one judged answer costs."""

    others: float
    always: float
    cost: float | None

    def worth(self, rate: float) -> float:
        """Return the answers of equal weight that a day's judged ones are worth, weighed by 1 / chance (Kish)."""
        return (self.always + self.others) ** 2 / (self.always + self.others / rate)


def _point(rate: float, week: Week, days: float, share: float) -> SamplingPoint:
    judged, worth = week.always + rate * week.others, week.worth(rate)
    return SamplingPoint(
        rate=rate,
        judged=round(judged * WEEK),
        detects=float(detectable_share(worth, share, days)),
        days=float(days_for_share(worth, share, EFFECT)),
        cost=None if week.cost is None else week.cost * judged * WEEK,
    )


def _always(facts: JudgeFacts) -> int:
    """Return how many answers were judged with chance 1, where others were not: else that is the rate."""
    always, drawn = (int(_current(facts)[name].sum() or 0) for name in ("always", "drawn"))
    return always if always < drawn else 0


def _recorded(facts: JudgeFacts) -> float | None:
    """Return the mean chance with which the others were drawn to be judged; None where no draw is recorded."""
    drawn, weight = (float(_current(facts)[name].sum() or 0) for name in ("drawn", "w"))
    always = _always(facts)
    return (drawn - always) / (weight - always) if weight else None


def _current(facts: JudgeFacts) -> pl.DataFrame:
    return facts.cells.filter(pl.col("side") == CURRENT)


def _array(value: float) -> Floats:
    return np.array([value])
