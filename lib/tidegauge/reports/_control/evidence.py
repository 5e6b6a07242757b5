"""Whether a chart's signals are more than the few that chance sends: corrected for points, and for charts looked at."""

from collections.abc import Sequence
from math import isnan

import numpy as np
from scipy.special import stdtr

from tidegauge.filters import Window
from tidegauge.reports._control.level import narrowed
from tidegauge.reports._control.points import Points
from tidegauge.reports._control.stages import Fitted
from tidegauge.reports._sides import Numbers
from tidegauge.stats.multiplicity import holm
from tidegauge.stats.spc._records import Subgroups
from tidegauge.stats.spc.methods import ewma

LEVEL = 0.05


def evidence(points: Points, stages: Sequence[Fitted], window: Window) -> float:
    """Return the p-value of the window's farthest point or moving average, corrected for all that were looked at.

    NaN where no limits are known. Slow change shows in the average before any single point stands out.
    """
    asked = points.grid.at(window)
    every = [
        tail(distances, one.stage.points)
        for one in stages
        if one.stage.fitted is not None
        and (distances := _distances(points.groups[one.places], points, one, asked)).size
    ]
    if not every:
        return float("nan")
    found = np.concatenate(every)
    return float(min(1.0, found.size * found.min()))


def tail(z: Numbers | float, points: int) -> Numbers:
    """Return the two-sided p-values of distances in sigmas, where sigma was measured on a baseline of so many points.

    A moving range of m points says as much of sigma as 0.62 (m - 1) independent deviations.

    >>> tail(3.0, 21).round(3).item(), tail(3.0, 2000).round(3).item()
    (0.011, 0.003)

    References
    ----------
    Wheeler, D. J. (1995). Advanced Topics in Statistical Process Control. SPC Press (degrees of freedom).
    """
    freedom = max(0.62 * (points - 1), 1.0)
    return np.asarray(2 * stdtr(freedom, -np.abs(z)))


def corrected(p_values: Sequence[float]) -> list[float]:
    """Return the p-values of several charts, corrected so that even one false name among them is rare (Holm)."""
    return [1.0 if isnan(one) else float(one) for one in holm(p_values)]


def _distances(groups: Subgroups, points: Points, one: Fitted, asked: slice) -> Numbers:
    """Return how far, in sigmas, each point of the window and each average up to it lies from the centre.

    The centre is a mean of the baseline's points: it is off by itself, which an average of many points feels most.
    """
    stage, normal = one.stage, points.groups[points.grid.at(one.stage.frozen.window)]
    fitted = ewma.fit(normal)
    drawn = ewma.chart(groups, narrowed(fitted) if stage.creeps else fitted, ())
    seen = np.cumsum(np.isfinite(drawn.z)).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        average = ewma.WIDTH * np.abs(drawn.statistic - drawn.centre) / (drawn.upper - drawn.centre)
        average = average / np.sqrt(1 + 1 / stage.points / ewma.sigma(seen) ** 2)
    alone, own = np.abs(drawn.z) / np.sqrt(1 + 1 / stage.points), _own(points, one, asked)
    found: Numbers = np.concatenate([alone[own], average[own]])
    return np.asarray(found[np.isfinite(found)])


def _own(points: Points, one: Fitted, asked: slice) -> slice:
    """Return the places of a stage's points that are asked about; nothing but the baseline itself, if that is all."""
    first = max(asked.start, points.grid.at(one.stage.frozen.window).stop)
    if first >= one.places.stop:
        first = asked.start
    return slice(max(first - one.places.start, 0), max(asked.stop - one.places.start, 0))
