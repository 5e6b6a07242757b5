"""The finished runs of a frozen set over time, as a p chart."""

from collections.abc import Sequence
from math import sqrt

from tidegauge.reports._golden_run.records import RunPoint, RunSummary


def points_of(runs: Sequence[RunSummary]) -> tuple[tuple[RunPoint, ...], float | None]:
    """Return a point for each run, in the order of time, and the rate of all together; `runs` are newest first.

    The limits are three standard errors of a binomial share (Shewhart's p chart). Runs of one set ask the same items, so that
    chance alone moves them less than this: a point outside is beyond doubt, and one inside may still be worse item by item.
    """
    drawn = [one for one in reversed(runs) if one.n]
    if not drawn:
        return (), None
    whole = sum(one.passes for one in drawn) / sum(one.n for one in drawn)
    return tuple(_point(one, whole) for one in drawn), whole


def _point(one: RunSummary, whole: float) -> RunPoint:
    reach = 3 * sqrt(whole * (1 - whole) / one.n)
    low, high = max(whole - reach, 0.0), min(whole + reach, 1.0)
    run = one.run
    outside = not low <= one.passes / one.n <= high
    return RunPoint(run.id, run.label, run.at, one.n, one.passes, one.rate, low, high, outside)
