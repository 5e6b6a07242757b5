"""Percentile chart: limits are points of the baseline, right for any distribution, and honest about how few they are."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from tidegauge.stats.estimate import Floats
from tidegauge.stats.spc import _model, _phase_one, _shewhart, false_signals, nelson
from tidegauge.stats.spc._records import Baseline, Charted, Kind, Method, Subgroups, values
from tidegauge.stats.spc.rule import Rule

WANTED = 370.4
"""Points between false signals that limits aim at: those of three sigmas of a normal distribution."""

RULES = (Rule.BEYOND, Rule.NINE_ONE_SIDE, Rule.SIX_TREND, Rule.FOURTEEN_ALTERNATING)
"""The rules that mean the same for every distribution: the others count sigmas."""


def fit(groups: Subgroups) -> Baseline:
    """Return the baseline: the median, and the r-th smallest and largest point, season taken out.

    A new point falls outside them with probability 2 r / (m + 1), m the baseline's points. r is the largest that keeps
    false signals 370 points apart; below 740 points it is 1, and they come every (m + 1) / 2 points.
    """
    base = _phase_one.fit("percentile", values(groups.value, groups.phase), measured_spread=True)
    level = _model.out_of_season(base, groups)
    ordered = np.sort(level[~np.isnan(level)])
    middle, rank = float(np.median(ordered)), _rank(base.points)
    # What is left of the factor is the season's: points lie closer to a profile that was fitted to them.
    stretch = base.factor / base.widening
    lower, upper = (middle + stretch * (float(ordered[at]) - middle) for at in (rank - 1, -rank))
    return replace(base, centre=middle, factor=1.0, widening=1.0, limits=(lower, upper))


def chart(groups: Subgroups, baseline: Baseline, rules: Collection[Rule]) -> Charted:
    """Return the points between the baseline's extremes. `z` is 3 at either limit, and in proportion inside."""
    least, most = baseline.limits or (-np.inf, np.inf)
    lower, centre, upper = (
        _model.in_season(baseline, groups, level) for level in (least, baseline.centre, most)
    )
    z = _scaled(groups.value, lower, centre, upper)
    return Charted(groups.value, centre, lower, upper, z, nelson.signals(z, [r for r in rules if r in RULES]))


def run_length(baseline: Baseline, rules: Collection[Rule]) -> float:
    """Return the points between false signals, for any distribution of independent points."""
    runs = false_signals.of_rules([rule for rule in rules if rule in RULES[1:]])
    alone = (baseline.points + 1) / (2 * _rank(baseline.points))
    return false_signals.together(alone, runs) if Rule.BEYOND in rules else runs


def _rank(points: int) -> int:
    return max(1, int((points + 1) / (2 * WANTED)))


def _scaled(value: Floats, lower: Floats, centre: Floats, upper: Floats) -> Floats:
    side = np.where(value < centre, centre - lower, upper - centre)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(value == centre, 0.0, _shewhart.WIDTH * (value - centre) / side)
    return np.clip(z, -_model.FAR, _model.FAR)


METHOD = Method("Percentile chart", (Kind.MEAN, Kind.VALUE), RULES, fit, chart, run_length)
