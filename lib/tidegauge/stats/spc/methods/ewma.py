"""EWMA chart: small lasting changes, seen in days where single points take weeks."""

from collections.abc import Collection

import numpy as np
import scipy  # its part signal is imported when it is first asked: few charts need it

from tidegauge.stats.estimate import Floats
from tidegauge.stats.spc import _model, _phase_one, autocorrelation, run_lengths
from tidegauge.stats.spc._records import Baseline, Charted, Kind, Method, Signal, Subgroups
from tidegauge.stats.spc._shewhart import bounded
from tidegauge.stats.spc.rule import Rule

WEIGHT = 0.1
"""Lambda: the share of the newest point."""

WIDTH = 2.7
"""L: sigmas of the EWMA from the centre to a limit. With lambda .1: about 360 points between false signals."""


def smoothed(z: Floats, weight: float = WEIGHT) -> Floats:
    """Return the exponentially weighted moving average of standardised points, from 0; nan at a gap, which it skips.

    >>> smoothed(np.array([1.0, np.nan, 1.0]), weight=0.2).round(3).tolist()
    [0.2, nan, 0.36]

    References
    ----------
    Roberts, S. W. (1959). Control chart tests based on geometric moving averages. Technometrics 1, 239-250.
    """
    known, level = ~np.isnan(z), np.full(z.shape, np.nan)
    level[known] = scipy.signal.lfilter([weight], [1, weight - 1], z[known])
    return level


def sigma(seen: Floats, weight: float = WEIGHT) -> Floats:
    """Return the standard deviation of the EWMA after `seen` independent points: it starts small (time-varying limits).

    >>> sigma(np.array([1.0, 2.0, 100.0]), weight=0.2).round(4).tolist()
    [0.2, 0.2561, 0.3333]

    References
    ----------
    Lucas, J. M. and Saccucci, M. S. (1990). Exponentially weighted moving average control schemes: properties and
    enhancements. Technometrics 32, 1-12.
    """
    return np.asarray(np.sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * seen))))


def fit(groups: Subgroups) -> Baseline:
    """Return the baseline: spread measured from point to point, and never below what chance alone makes."""
    return _phase_one.fit("ewma", groups, measured_spread=True, floor=1.0, smooths=True)


def chart(groups: Subgroups, baseline: Baseline, rules: Collection[Rule]) -> Charted:
    """Return the EWMA in the metric's unit, for a point of the baseline's mean n, season taken out.

    It runs on standardised points, so that each counts by its own n. Of autocorrelated points it takes the residuals,
    rescaled to the level: (z - r z before) / (1 - r). Their limits are wider by sqrt((1 + r) / (1 - r)).
    """
    z = _model.standardised(baseline, groups)
    r = _model.carried(baseline)
    level = smoothed(autocorrelation.residuals(z, r))
    half = WIDTH * sigma(np.cumsum(~np.isnan(z)).astype(np.float64))
    out = np.flatnonzero(np.abs(level) > half) if Rule.BEYOND in rules else ()
    unit = _model.typical_sigma(baseline) * autocorrelation.widening(r)
    centre = np.full(z.shape, baseline.centre)
    lower, upper = bounded(baseline.kind, centre - unit * half, centre + unit * half)
    return Charted(
        centre + unit * level, centre, lower, upper, z, tuple(Signal(int(at), Rule.BEYOND) for at in out)
    )


def run_length(_: Baseline, rules: Collection[Rule]) -> float:
    """Return the points between false signals, by integral equation."""
    return run_lengths.ewma(WEIGHT, WIDTH) if Rule.BEYOND in rules else np.inf


METHOD = Method("EWMA chart", tuple(Kind), (Rule.BEYOND,), fit, chart, run_length)
