"""How much longer or shorter answers to the same questions became."""

from collections.abc import Sequence

import numpy as np
from scipy import special

from tidegauge.stats.estimate import Difference, Floats, floats
from tidegauge.stats.probing.stratified_ranks import Pair, stratified_ranks_p


def lengths(cases: Sequence[Pair], level: float = 0.95) -> Difference:
    """Return the relative change of length, each case against itself: -0.23 is 23 % shorter.

    The change is the mean over cases of the difference of mean logarithms; its interval is Student's, with the variance
    within cases pooled. The p-value is that of the exact rank-sum test within cases. Lengths below 1 count as 1.

    Parameters
    ----------
    cases : of each case the lengths of its reference answers and of its current ones; nan is left out.
    level : coverage of the interval.

    Examples
    --------
    >>> case = ([100, 104, 96, 100, 101, 99, 103, 97], [77])
    >>> change = lengths([case] * 8)
    >>> round(float(change.value), 3), bool(change.p_value < 1e-7), int(change.n_reference), int(change.n_current)
    (-0.23, True, 64, 8)

    References
    ----------
    `stratified_ranks`; the interval is that of a one-way layout: Scheffé, H. (1959). The Analysis of Variance. Wiley.
    """
    logs = [both for both in map(_logs, cases) if both[0].size and both[1].size]
    n, m = (float(sum(both[side].size for both in logs)) for side in (0, 1))
    if not logs:
        return Difference(*floats(np.nan, np.nan, np.nan, np.nan, n, m))
    shift = float(np.mean([now.mean() - before.mean() for before, now in logs]))
    inside = sum(float(((side - side.mean()) ** 2).sum()) for both in logs for side in both)
    freedom = n + m - 2 * len(logs)
    spread = sum(1 / before.size + 1 / now.size for before, now in logs) / len(logs) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        half = special.stdtrit(freedom, (1 + level) / 2) * np.sqrt(np.float64(inside) / freedom * spread)
    limits = np.expm1([shift, shift - half, shift + half])
    return Difference(*floats(*limits, stratified_ranks_p(cases), n, m))


def _logs(case: Pair) -> tuple[Floats, Floats]:
    before, now = (np.asarray(side, dtype=np.float64) for side in case)
    return tuple(np.log(np.maximum(side[~np.isnan(side)], 1)) for side in (before, now))  # type: ignore[return-value]
