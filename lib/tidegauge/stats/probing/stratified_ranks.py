"""Whether values moved, case by case: the rank-sum test within cases, its distribution counted and not approximated."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tidegauge.stats.estimate import Floats

Pair = tuple[ArrayLike, ArrayLike]
"""The values of one case: those of the reference, and the current ones."""


def stratified_ranks_p(cases: Sequence[Pair]) -> float:
    """Return the two-sided p-value of the sum over cases of the ranks that the current values have in their case.

    Every case is ranked by itself, ties share their mean rank, and the distribution is that of all ways to tell current
    values from reference ones within each case. Cases with an empty side say nothing; without any p = 1. Twice the
    smaller tail, as R's wilcox.test(exact = TRUE) has it for one case.

    Examples
    --------
    Four current answers, each the shortest of its case of nine:

    >>> case = ([10, 11, 12, 13, 14, 15, 16, 17], [9])
    >>> round(stratified_ranks_p([case] * 4) * 9**4 / 2, 6)
    1.0

    References
    ----------
    van Elteren, P. (1960). On the combination of independent two-sample tests of Wilcoxon. Bull. Int. Stat. Inst. 37,
    351-361 (with equal weights). Lehmann, E. L. (1975). Nonparametrics, ch. 3.3. Holden-Day.
    """
    known = [(before, now) for before, now in map(_recorded, cases) if before.size and now.size]
    whole, own = np.ones(1), 0
    for before, now in known:
        ranks = _twice_ranks(np.concatenate([before, now]))
        own += int(ranks[before.size :].sum())
        whole = np.convolve(whole, _chances(ranks, now.size))
    below, above = whole[: own + 1].sum(), whole[own:].sum()
    return float(min(2 * min(below, above), 1.0))


def _recorded(case: Pair) -> tuple[Floats, Floats]:
    before, now = (np.asarray(side, dtype=np.float64) for side in case)
    return before[~np.isnan(before)], now[~np.isnan(now)]


def _twice_ranks(values: Floats) -> NDArray[np.int64]:
    """Return twice the rank of each value: a whole number, also of ties, which share their mean rank.

    >>> _twice_ranks(np.array([10.0, 30.0, 10.0])).tolist()
    [3, 6, 3]
    """
    _, place, n = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((2 * np.cumsum(n) - n + 1)[place], dtype=np.int64)


def _chances(ranks: NDArray[np.int64], n: int) -> Floats:
    """Return the chance of every sum of `n` of these whole numbers, shape (largest sum + 1,)."""
    most = int(np.sort(ranks)[-n:].sum())
    ways = np.zeros((n + 1, most + 1))
    ways[0, 0] = 1
    for seen, rank in enumerate(ranks.tolist()):
        for taken in range(min(seen + 1, n), 0, -1):
            ways[taken, rank:] += ways[taken - 1, : most + 1 - rank]
    return np.asarray(ways[n] / ways[n].sum())
