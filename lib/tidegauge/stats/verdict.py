"""The decision on a change: changed, not material, or cannot tell, with the smallest change that could be seen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from tidegauge.stats.estimate import Difference, Floats, floats
from tidegauge.stats.normal import critical

CHANGED, NOT_MATERIAL, CANNOT_TELL = "changed", "not_material", "cannot_tell"
ALPHA = 0.05
POWER = 0.8


@dataclass(frozen=True, eq=False)
class Decision:
    """One verdict a segment, and the smallest change it could have seen, in the unit of the difference."""

    verdict: NDArray[np.str_]
    smallest_detectable: Floats


def decide(
    change: Difference, p_adjusted: ArrayLike, floor: ArrayLike, minimum_n: int = 30, level: float = 0.95
) -> Decision:
    """Return the verdict on each change. It is never "nothing changed": absence has to be shown too.

    * changed: p_adjusted below 0.05, and the difference reaches the floor.
    * not_material: the difference is below the floor, and the rows would have shown one of the floor's size: either
      the smallest detectable change is at most the floor, or the interval lies inside -floor..floor.
    * cannot_tell: all else; also fewer than `minimum_n` rows in a window, or a value that is not known.

    A true change of exactly the floor's size falls on either side of it, half and half, however many rows there are.

    Parameters
    ----------
    change : the differences with their p-values before adjustment, shape (k,).
    p_adjusted : the same p-values adjusted over everything looked at; `change.p_value` when only one was.
    floor : the smallest change that matters, in the unit of the difference, positive. With 0 nothing is immaterial.
    minimum_n : rows that each window must have.
    level : coverage of the intervals in `change`.

    Examples
    --------
    Five points of change that 40 rows a side cannot show, that 4,000 can, and a tenth of a point:

    >>> from tidegauge.stats import proportion
    >>> change = proportion.difference(([4, 400, 400], [40, 4000, 4000]), ([6, 600, 404], [40, 4000, 4000]))
    >>> decision = decide(change, change.p_value, floor=0.02)
    >>> decision.verdict.tolist(), decision.smallest_detectable.round(3).tolist()
    (['cannot_tell', 'changed', 'not_material'], [0.219, 0.021, 0.019])

    References
    ----------
    Altman, D. G. and Bland, J. M. (1995). Absence of evidence is not evidence of absence. BMJ 311, 485.
    """
    adjusted, least = floats(p_adjusted, floor)
    smallest = smallest_detectable(change, adjusted, level)
    size = np.abs(change.value)
    known = (np.minimum(change.n_reference, change.n_current) >= minimum_n) & ~np.isnan(adjusted)
    inside = (change.low > -least) & (change.high < least)
    changed = known & (adjusted < ALPHA) & (size >= least)
    not_material = known & (size < least) & ((smallest <= least) | inside)
    verdict = np.select([changed, not_material], [CHANGED, NOT_MATERIAL], CANNOT_TELL)
    return Decision(np.asarray(verdict, dtype=np.str_), smallest)


def smallest_detectable(change: Difference, p_adjusted: ArrayLike, level: float = 0.95) -> Floats:
    """Return the true change that these rows would call significant four times out of five.

    (z of alpha + z of power) standard errors, the standard error taken from the width of the interval. For a single
    comparison alpha is 0.05: 2.80 standard errors. Where an adjustment multiplied the p-value, alpha is divided by as
    much: among 400 segments it takes more, and a change that missed only for that is never above this number.

    References
    ----------
    Cohen, J. (1988). Statistical Power Analysis for the Behavioral Sciences, 2nd ed. Erlbaum.
    """
    (adjusted,) = floats(p_adjusted)
    error = (change.high - change.low) / (2 * critical(level))
    with np.errstate(divide="ignore", invalid="ignore"):
        shrink = np.where(change.p_value < adjusted, change.p_value / adjusted, 1)
    return np.asarray((special.ndtri(POWER) - special.ndtri(ALPHA * shrink / 2)) * error)
