"""The decision on a whole drift table: adjusted over all its tests, and only what is also large enough to matter."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from tidegauge.stats.multiplicity import benjamini_hochberg
from tidegauge.stats.verdict import ALPHA, CANNOT_TELL, CHANGED, NOT_MATERIAL, POWER


@dataclass(frozen=True)
class Floor:
    """The smallest change of a share that matters: `absolute`, or less if it is large beside what it was.

    A change of `small` counts too, if it also multiplies or divides the share by 1 + `relative`.
    """

    absolute: float
    small: float = np.inf
    relative: float = 0.0

    def reached(self, change: float, share: float = np.nan) -> bool:
        """Return whether the change of a share that was `share` matters.

        >>> VALUE_RATE.reached(0.006, share=0.010), VALUE_RATE.reached(0.006, share=0.300)
        (True, False)
        """
        return abs(change) >= self.absolute or (
            abs(change) >= self.small and self._ratio(change, share) >= 1 + self.relative
        )

    def least(self, share: float = np.nan) -> float:
        """Return the smallest change in either direction that can matter, of a share that was `share`.

        >>> VALUE_RATE.least(0.010), VALUE_RATE.least(0.300)
        (0.002, 0.02)
        """
        falling = share * (1 - 1 / (1 + self.relative))
        return float(np.fmin(self.absolute, max(self.small, falling)))

    @staticmethod
    def _ratio(change: float, share: float) -> float:
        low, high = sorted([share, share + change])
        return high / low if low > 0 else np.inf


DISTRIBUTION = Floor(0.02)
"""For the largest difference of two distribution functions, and for total variation."""
NULL_SHARE = Floor(0.02)
VALUE_RATE = Floor(0.02, small=0.002, relative=0.25)
"""For a single value: no distance between distributions would ever show a rise from 1.0 % to 1.6 %."""


@dataclass(frozen=True)
class ColumnTest:
    """One test of a column.

    `effect` is what the floor is held against, with its sign if it has one; `share` what the share was in the
    reference, where the effect is the change of one. `detectable` returns the smallest effect that rows like these
    show four times out of five, given the significance level. `at` is the value or place that the effect is about.
    """

    column: str
    method: str
    p_value: float
    effect: float
    floor: Floor
    detectable: Callable[[float], float]
    n_reference: float
    n_current: float
    share: float = np.nan
    at: float | str | None = None


def seen_by(standard_error: float) -> Callable[[float], float]:
    """Return `ColumnTest.detectable` of a difference whose standard error is known.

    >>> round(seen_by(0.01)(0.05), 4)
    0.028
    """

    def detectable(alpha: float) -> float:
        return float((special.ndtri(POWER) - special.ndtri(alpha / 2)) * standard_error)

    return detectable


@dataclass(frozen=True)
class Judged:
    """The verdict on one test (the words of `verdict`), and what it could have seen after the adjustment."""

    tested: ColumnTest
    adjusted: float
    material: bool
    verdict: str
    smallest_detectable: float


def judge(tests: Sequence[ColumnTest], alpha: float = ALPHA, minimum_n: int = 30) -> tuple[Judged, ...]:
    """Return the verdict on each test, in the order given. It is never "nothing changed".

    * changed: the p-value, adjusted over all tests given, is at most `alpha`, and the effect reaches its floor.
    * not_material: the effect is below the floor, and these rows would have shown one of the floor's size.
    * cannot_tell: all else; also a test that could not be made, or a window with fewer than `minimum_n` rows.

    Give the tests of the whole table at once, over all its segments too: one alarm in twenty of those that it raises
    is false, however long it is. Rows are taken as independent.

    Parameters
    ----------
    tests : one for each column and kind of test. What has a p-value of nan does not count in the adjustment.
    alpha : the share of false alarms among the alarms.
    minimum_n : rows that each window must have.

    Examples
    --------
    A certain change, one too small to matter, and one that these rows could not have shown:

    >>> def of(p_value, effect, detectable):
    ...     return ColumnTest("a", "any", p_value, effect, DISTRIBUTION, lambda alpha: detectable, 500, 500)
    >>> [one.verdict for one in judge([of(1e-9, 0.1, 0.01), of(1e-4, 0.004, 0.01), of(0.2, 0.03, 0.09)])]
    ['changed', 'not_material', 'cannot_tell']

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995). JRSS B 57, 289-300. Altman, D. G. and Bland, J. M. (1995). Absence of
    evidence is not evidence of absence. BMJ 311, 485.
    """
    adjusted = benjamini_hochberg([test.p_value for test in tests])
    return tuple(_judged(test, float(p), alpha, minimum_n) for test, p in zip(tests, adjusted, strict=True))


def _judged(test: ColumnTest, adjusted: float, alpha: float, minimum_n: int) -> Judged:
    material = test.floor.reached(test.effect, test.share)
    # The level that the adjustment left to this test: as in `verdict.smallest_detectable`.
    left = alpha * test.p_value / adjusted if test.p_value < adjusted else alpha
    smallest = test.detectable(left)
    verdict = CANNOT_TELL
    known = not np.isnan([adjusted, test.effect]).any()
    if known and min(test.n_reference, test.n_current) >= minimum_n:
        if material and adjusted <= alpha:
            verdict = CHANGED
        elif not material and smallest <= test.floor.least(test.share):
            verdict = NOT_MATERIAL
    return Judged(test, adjusted, material, verdict, smallest)
