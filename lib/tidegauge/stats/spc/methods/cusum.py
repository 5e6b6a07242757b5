"""CUSUM chart: deviations summed up, for a lasting change of about one sigma."""

from collections.abc import Collection

import numpy as np

from tidegauge.stats.estimate import Floats
from tidegauge.stats.spc import _model, _phase_one, autocorrelation, run_lengths
from tidegauge.stats.spc._records import Baseline, Charted, Kind, Method, Signal, Subgroups
from tidegauge.stats.spc.rule import Rule

SLACK = 0.5
"""k in sigmas: half of the change that the chart is quickest for."""

LIMIT = 4.77
"""h in sigmas: with k .5 about 370 points between false signals."""


def sums(z: Floats, slack: float = SLACK) -> tuple[Floats, Floats]:
    """Return the upper and the lower cumulative sum, both at least 0; nan at a gap, which they skip.

    >>> upper, lower = sums(np.array([1.0, np.nan, 2.0, -1.5]))
    >>> upper.tolist(), lower.tolist()
    ([0.5, nan, 2.0, 0.0], [0.0, nan, 0.0, 1.0])

    References
    ----------
    Page, E. S. (1954). Continuous inspection schemes. Biometrika 41, 100-115.
    """
    return _one_sided(z - slack), _one_sided(-z - slack)


def _one_sided(step: Floats) -> Floats:
    """max(0, sum before + step), without a loop: a running total above its lowest value so far."""
    known, found = ~np.isnan(step), np.full(step.shape, np.nan)
    total = np.cumsum(step[known])
    found[known] = total - np.minimum(np.minimum.accumulate(total), 0)
    return found


def fit(groups: Subgroups) -> Baseline:
    """Return the baseline: spread measured from point to point, and never below what chance alone makes."""
    return _phase_one.fit("cusum", groups, measured_spread=True, floor=1.0, smooths=True)


def chart(groups: Subgroups, baseline: Baseline, rules: Collection[Rule]) -> Charted:
    """Return both sums in sigmas, the lower one negative: `statistic` and `other`.

    They run on standardised points, so that each counts by its own n; of autocorrelated points on the residuals. They
    are not set back after a signal: a change that lasts stays marked.
    """
    z = _model.standardised(baseline, groups)
    r = _model.carried(baseline)
    upper, lower = sums(autocorrelation.residuals(z, r))
    out = np.flatnonzero((upper > LIMIT) | (lower > LIMIT)) if Rule.BEYOND in rules else ()
    limit = np.full(z.shape, LIMIT)
    found = tuple(Signal(int(at), Rule.BEYOND) for at in out)
    return Charted(upper, np.zeros(z.shape), -limit, limit, z, found, other=-lower)


def run_length(_: Baseline, rules: Collection[Rule]) -> float:
    """Return the points between false signals, by integral equation."""
    return run_lengths.cusum(SLACK, LIMIT) if Rule.BEYOND in rules else np.inf


METHOD = Method("CUSUM chart", tuple(Kind), (Rule.BEYOND,), fit, chart, run_length)
