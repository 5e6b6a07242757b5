"""The line under a chart: why this chart, how often it speaks falsely, and what was found in its baseline."""

from collections.abc import Sequence
from math import isinf

import numpy as np

from tidegauge import formats
from tidegauge.reports._control.method import Selected
from tidegauge.reports._control.points import Points
from tidegauge.reports._control.records import Origin, Stage, Turn
from tidegauge.reports._control.words import moment, noun
from tidegauge.stats.spc._records import Baseline, BaselineError
from tidegauge.stats.spc.autocorrelation import MATERIAL
from tidegauge.stats.spc.family import METHODS
from tidegauge.stats.spc.rule import NELSON, Rule

LONG = 100
"""Baseline points from which on false signals are about as rare as with known limits."""
MANY = 2
"""Of more change points than this only the last is dated: a creep climbs in many."""

_PLAIN = {"p_prime": "p", "u_prime": "u"}


def notes(
    points: Points,
    stages: Sequence[Stage],
    selected: Selected,
    rules: Sequence[Rule],
    run_length: float | None,
    turned: Sequence[Turn],
    currency: str,
) -> tuple[str, ...]:
    """Return the sentences, the most important first."""
    last = stages[-1] if stages else None
    if last is None:
        return ()
    if last.fitted is None:
        return (_baseline(last),)
    found = [
        _why(points, last, selected, currency),
        _false(points, selected, last, rules, run_length),
        _neighbours(last.fitted, last),
        _season(points, last.fitted),
        _turned(points, turned, currency),
        _baseline(last),
    ]
    return tuple(sentence for sentence in found if sentence)


def _why(points: Points, stage: Stage, selected: Selected, currency: str) -> str:
    name = selected.method.label
    if not selected.why:
        return f"{name}, chosen instead of the {METHODS[selected.recommended].label}."
    sentence = f"{name}. {selected.why}"
    plain = _plain_limit(points, stage, selected.name)
    if plain is not None:
        sentence += f" Plain limits would be {formats.value(plain, points.metric.unit, currency)}."
    return sentence


def _plain_limit(points: Points, stage: Stage, method: str) -> float | None:
    """Return the upper limit that chance alone would draw at the last point."""
    if method not in _PLAIN or stage.fitted is None:
        return None
    plain = METHODS[_PLAIN[method]]
    last = points.groups[slice(len(points.grid) - 1, len(points.grid))]
    try:
        fitted = plain.fit(points.groups[points.grid.at(stage.frozen.window)])
    except BaselineError:
        return None
    upper = plain.chart(last, fitted, ()).upper
    return float(upper[0]) if np.isfinite(upper[0]) else None


def _false(
    points: Points, selected: Selected, stage: Stage, rules: Sequence[Rule], run_length: float | None
) -> str:
    if run_length is None or isinf(run_length):
        return ""
    known = [rule for rule in rules if rule in selected.method.rules]
    numbers = ", ".join(str(NELSON.index(rule) + 1) for rule in known if rule in NELSON)
    on = (
        f"Rule{'s' if len(known) > 1 else ''} {numbers} on: expect"
        if len(selected.method.rules) > 1
        else "Expect"
    )
    every = f"{on} one false signal in about {formats.count(round(run_length, -1))} {noun(points, 2)}"
    if stage.points >= LONG:
        return f"{every}."
    return f"{every}; two to four times as often from a baseline of only {stage.points}."


def _neighbours(fitted: Baseline, stage: Stage) -> str:
    r = formats.decimal(fitted.autocorrelation, 2)
    if fitted.widening > 1:
        return (
            f"Lag-1 correlation {r}: limits are {formats.decimal(fitted.widening, 1)} times as wide for it."
        )
    if stage.creeps:
        return "The baseline creeps in a straight line; limits are not widened for that."
    if fitted.autocorrelation > MATERIAL:
        return f"Lag-1 correlation {r}."
    return f"Lag-1 correlation {r}, no widening needed."


def _season(points: Points, fitted: Baseline) -> str:
    pattern = "Hour-of-week" if points.grid.hourly else "Day-of-week"
    if fitted.season:
        return f"{pattern} pattern removed."
    return f"No {pattern.lower()} pattern in the baseline."


def _turned(points: Points, turned: Sequence[Turn], currency: str) -> str:
    if not turned:
        return ""
    steps = [_step(points, one, currency) for one in turned]
    if len(turned) > MANY:
        return f"The level changed {len(turned)} times, last {steps[-1]}."
    return f"The level changed {' and '.join(steps)}."


def _step(points: Points, one: Turn, currency: str) -> str:
    before, after = (formats.value(level, points.metric.unit, currency) for level in (one.before, one.after))
    return f"on {_dated(points, one)} from {before} to {after}"


def _dated(points: Points, one: Turn) -> str:
    at = moment(one.at, points)
    if one.low == one.high:
        return at
    return f"{at} (between {moment(one.low, points)} and {moment(one.high, points)})"


def _baseline(stage: Stage) -> str:
    match stage.frozen.origin:
        case Origin.FIRST:
            return "Nobody has chosen a baseline yet: the first complete days on record stand in for one."
        case Origin.NAMED:
            return ""
        case _:
            return f"Frozen because: {stage.frozen.reason.rstrip('.')}."
