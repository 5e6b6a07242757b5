"""All that one look at a target's probes asks, decided together: corrected for the search, and for every look before and after."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tidegauge.stats.estimate import Difference, Floats, floats
from tidegauge.stats.multiplicity import benjamini_hochberg
from tidegauge.stats.probing.spending import allowance, over_looks
from tidegauge.stats.verdict import ALPHA, decide

WINDOWS = (1, 2, 4, 8)
"""Newest runs that are taken together: one shows a large change at once, eight show a smaller one."""
FEWEST = 4
"""Answers that each side must have."""


@dataclass(frozen=True, eq=False)
class Decided:
    """A verdict for each change, its p-value adjusted for everything, and the smallest change that it could have seen."""

    verdict: NDArray[np.str_]
    p_adjusted: Floats
    smallest: Floats


def decided(
    changes: Sequence[Difference], floors: Sequence[float], look: int, minimum: Sequence[int]
) -> Decided:
    """Return the verdicts of look number `look`, counted from 1 since the reference.

    The p-values are adjusted within the look by Benjamini and Hochberg, and over looks by what this one may cost: where
    nothing ever moves, the chance that any look of all says “changed” is at most 5 %.

    Parameters
    ----------
    changes : the differences of numbers, k of them.
    floors : the smallest change that matters, for each.
    minimum : rows that each side must have, for each.

    Examples
    --------
    >>> from tidegauge.stats.probing.outcomes import outcomes
    >>> quiet, moved = outcomes([62, 2], [31, 1]), outcomes([64, 0], [0, 8])
    >>> decided([quiet, moved], [0.2, 0.2], look=40, minimum=[4, 4]).verdict.tolist()
    ['not_material', 'changed']

    References
    ----------
    `multiplicity.benjamini_hochberg`, `spending`, `verdict.decide`.
    """
    raw = np.array([float(one.p_value) for one in changes])
    adjusted = np.array(
        [one if np.isnan(one) else over_looks(float(one), look) for one in benjamini_hochberg(raw)]
    )
    tested = max(int(np.count_nonzero(~np.isnan(raw))), 1)
    # What a p-value has to be multiplied by, at most: it decides what could have been seen.
    factor = tested * ALPHA / allowance(look)
    found = [
        decide(replace(change, p_value=np.asarray(p / factor)), p, floor, fewest)
        for change, p, floor, fewest in zip(changes, adjusted, floors, minimum, strict=True)
    ]
    smallest = floats([float(one.smallest_detectable) for one in found])[0]
    return Decided(np.array([str(one.verdict) for one in found]), adjusted, smallest)
