"""Charts that draw the points themselves: limits at three sigmas, and Nelson's rules."""

from collections.abc import Collection

import numpy as np

from tidegauge.stats.estimate import Floats
from tidegauge.stats.spc import _model, _phase_one, autocorrelation, false_signals, nelson
from tidegauge.stats.spc._records import Baseline, Charted, Kind, Method, Signal, Subgroups
from tidegauge.stats.spc.rule import NELSON, Rule

WIDTH = 3.0
"""Sigmas from the centre line to a limit (Shewhart)."""

RULES = (*NELSON, Rule.EIGHT_ONE_SIDE)


def method(name: str, label: str, kinds: tuple[Kind, ...], *, measured_spread: bool) -> Method:
    """Return the Shewhart chart that is called so.

    `measured_spread` says that limits take the spread from point to point (Laney's sigma z) and not chance's alone.
    """

    def fit(groups: Subgroups) -> Baseline:
        return _phase_one.fit(name, groups, measured_spread=measured_spread)

    return Method(label, kinds, RULES, fit, chart, run_length)


def chart(groups: Subgroups, baseline: Baseline, rules: Collection[Rule]) -> Charted:
    """Return the points between limits at three sigmas, which a rate or a count never has below 0.

    Of autocorrelated points, rules about several points look at the residuals: what a point says that its neighbour
    had not. Neighbours make runs by themselves.
    """
    centre, sigma = _model.centres(baseline, groups), _model.sigmas(baseline, groups)
    z = _model.standardised(baseline, groups)
    lower, upper = bounded(baseline.kind, centre - WIDTH * sigma, centre + WIDTH * sigma)
    return Charted(groups.value, centre, lower, upper, z, signals(z, baseline, rules))


def signals(z: Floats, baseline: Baseline, rules: Collection[Rule]) -> tuple[Signal, ...]:
    """Return the signals of standardised points, in order of time."""
    if baseline.widening == 1:
        return nelson.signals(z, rules)
    several = [rule for rule in rules if rule is not Rule.BEYOND]
    left = autocorrelation.residuals(z, _model.carried(baseline))
    alone = nelson.signals(z, [rule for rule in rules if rule is Rule.BEYOND])
    return tuple(sorted((*alone, *nelson.signals(left, several)), key=lambda one: one.index))


def bounded(kind: Kind, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
    """Return the limits inside what is possible: 0 to 1 for a rate, 0 and up for a count."""
    least = 0.0 if kind in {Kind.RATE, Kind.COUNT} else -np.inf
    most = 1.0 if kind is Kind.RATE else np.inf
    return np.clip(lower, least, most), np.clip(upper, least, most)


def run_length(_: Baseline, rules: Collection[Rule]) -> float:
    """Return the points between false signals on independent normal points with known parameters."""
    return false_signals.of_rules(rules)
