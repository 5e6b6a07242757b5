"""A number with an interval against a limit: the excess, with the interval that holds at every look."""

import numpy as np

from tidegauge.stats.estimate import Difference, Estimate, floats
from tidegauge.stats.limits.bound import NOTHING, Bound
from tidegauge.stats.normal import critical
from tidegauge.stats.normal import p_value as chance
from tidegauge.stats.sequential.always_valid import always_valid

LEVEL = 0.95


def of_difference(change: Difference, limit: float, *, worse: int, planned: float | None) -> Bound:
    """Return how far a change is beyond `limit` in the direction that is worse.

    Parameters
    ----------
    change : one difference with its interval at 95 %, which need not be symmetric.
    limit : the largest change for the worse that is allowed, in the unit of the change, 0 or above.
    worse : 1 where higher is worse, -1 where lower is.
    planned : the rows at which the decision is expected, for the interval that holds at every look; None for the plain
        one, which holds for a single look that was planned before.

    Examples
    --------
    An accuracy that fell by 6 points of 84, 1,000 rows a side, where 3 may go:

    >>> from tidegauge.stats import proportion
    >>> change = proportion.difference((840, 1000), (700, 1000))
    >>> found = of_difference(change, 0.03, worse=-1, planned=2000)
    >>> round(found.value, 3), found.beyond, found.p_value < 0.001
    (0.11, True, True)
    """
    value, low, high = (float(one) * worse for one in (change.value, change.low, change.high))
    low, high = min(low, high), max(low, high)
    n1, n2 = float(change.n_reference), float(change.n_current)
    if np.isnan([value, low, high]).any() or not n1 or not n2:
        return NOTHING
    return _bound(value - limit, value - low, high - value, n1, n2, planned)


def of_estimates(
    baseline: Estimate, candidate: Estimate, ratio: float, *, worse: int, planned: float | None
) -> Bound:
    """Return how far the candidate is beyond `ratio` times the baseline, in the unit of both.

    Examples
    --------
    A p95 of 2.0 s where the baseline's 1.0 s may grow by a fifth:

    >>> one, other = (Estimate(*floats(value, 0.9 * value, 1.1 * value, 900)) for value in (1.0, 2.0))
    >>> found = of_estimates(one, other, 1.2, worse=1, planned=2000)
    >>> round(found.value, 2), found.beyond
    (0.8, True)

    References
    ----------
    Zou, G. Y. and Donner, A. (2008). Statistics in Medicine 27, 1693-1702 (intervals of a difference from those of both).
    """
    before, before_low, before_high = (
        float(one) * ratio for one in (baseline.value, baseline.low, baseline.high)
    )
    after, low, high = float(candidate.value), float(candidate.low), float(candidate.high)
    if np.isnan([before, before_low, before_high, after, low, high]).any():
        return NOTHING
    below = float(np.hypot(after - low, before_high - before))
    above = float(np.hypot(high - after, before - before_low))
    if worse < 0:
        below, above = above, below
    return _bound((after - before) * worse, below, above, float(baseline.n), float(candidate.n), planned)


def of_estimate(candidate: Estimate, limit: float, *, worse: int, planned: float | None) -> Bound:
    """Return how far one number is beyond a limit of its own: a budget."""
    n = float(candidate.n)
    fixed = Estimate(*floats(limit, limit, limit, n))
    return of_estimates(fixed, candidate, 1.0, worse=worse, planned=planned)


def _bound(value: float, below: float, above: float, n1: float, n2: float, planned: float | None) -> Bound:
    """Return the bound of a value whose 95 % interval reaches so far below and above."""
    z = critical(LEVEL)
    if planned is None:
        p_value = float(chance(np.asarray(value), np.asarray(below / z))) / 2 if value > 0 else 1.0
        return Bound(value, value - below, value + above, p_value)
    halves = np.array([below, above])
    both = always_valid(
        Difference(*floats(value, value - halves, value + halves, 1.0, n1, n2)), planned, LEVEL
    )
    return Bound(value, float(both.low[0]), float(both.high[1]), float(both.p_value[0]) if value > 0 else 1.0)
