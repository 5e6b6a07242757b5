"""I chart on a log scale: values above 0 that are skewed to the right, such as times and costs."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from tidegauge.stats.spc import _phase_one, _shewhart
from tidegauge.stats.spc._records import Baseline, Charted, Kind, Method, Subgroups, values
from tidegauge.stats.spc.rule import Rule


def fit(groups: Subgroups) -> Baseline:
    """Return the baseline of the points' logarithms: `centre` and `sigma` are in log units."""
    return _phase_one.fit("log_individuals", _logs(groups), measured_spread=True)


def chart(groups: Subgroups, baseline: Baseline, rules: Collection[Rule]) -> Charted:
    """Return the points, and limits at three sigmas of the logarithm, in the metric's unit.

    The centre line is the geometric mean. A value of 0 or below has no logarithm and is a gap.
    """
    logs = _shewhart.chart(_logs(groups), baseline, rules)
    statistic, centre, lower, upper = map(np.exp, (logs.statistic, logs.centre, logs.lower, logs.upper))
    return replace(logs, statistic=statistic, centre=centre, lower=lower, upper=upper)


def _logs(groups: Subgroups) -> Subgroups:
    value = groups.value
    return values(np.log(np.where(value > 0, value, np.nan)), groups.phase)


METHOD = Method(
    "I chart on a log scale",
    (Kind.MEAN, Kind.VALUE),
    _shewhart.RULES,
    fit,
    chart,
    _shewhart.run_length,
)
