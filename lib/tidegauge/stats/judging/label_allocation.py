"""Which answers to label next, so that the judge's calibration is known best: by the judge's mark."""

from collections.abc import Sequence
from heapq import heapify, heapreplace
from math import floor

FIRST = 1 / 3
"""The part of a proportional allocation that every mark gets whatever is known."""


def most_informative(
    sizes: Sequence[int], labels: Sequence[int], passes: Sequence[float], n: int
) -> list[int]:
    """Return how many of `n` new labels each mark of the judge gets, so that the corrected pass rate varies least.

    The corrected rate is the mean over marks h of W_h p_h, with p_h the share that people pass of the m_h labelled ones:
    its variance is the sum of W_h^2 p_h (1 - p_h) / m_h. One label after the other goes where it lowers that sum most
    (Neyman's allocation, taken on from the labels that are there). Marks without labels count as (passes + 1) / (labels + 2),
    and every mark first gets a third of what its size alone would give it, and one at least: an answer with hardly any chance
    would count for very many, should the first guess be wrong.

    Parameters
    ----------
    sizes : answers of each mark, shape (h,); each above 0.
    n : labels to give, at least as many as marks. No mark gets more than it has answers.
    labels, passes : those labelled already, and how many of them people passed, shape (h,) each.

    Examples
    --------
    >>> most_informative([500, 500], [40, 40], [20, 39], 30)
    [25, 5]

    References
    ----------
    Neyman, J. (1934). J. R. Stat. Soc. 97, 558-625. Wright, T. (2012). The equivalence of Neyman optimum allocation for
    sampling and equal proportions for apportioning the U.S. House of Representatives. Am. Stat. 66, 217-224.
    """
    total = sum(sizes)
    spread = [_variance(k, s) * (size / total) ** 2 for size, k, s in zip(sizes, labels, passes, strict=True)]
    given = [min(size, max(1, floor(n * size / total * FIRST))) for size in sizes]

    def gain(place: int) -> float:
        m = labels[place] + given[place]
        return -spread[place] / (m * (m + 1)) if given[place] < sizes[place] else 0.0

    heap = [(gain(place), place) for place in range(len(sizes)) if given[place]]
    heapify(heap)
    while heap and sum(given) < min(n, total) and heap[0][0] < 0:
        place = heap[0][1]
        given[place] += 1
        heapreplace(heap, (gain(place), place))
    return given


def _variance(labels: int, passes: float) -> float:
    share = (passes + 1) / (labels + 2)
    return share * (1 - share)
