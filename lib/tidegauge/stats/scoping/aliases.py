"""Other names of the same calls: a version that is always one date cannot be told apart from it."""

from itertools import combinations

import numpy as np

from tidegauge.stats.estimate import Floats
from tidegauge.stats.scoping.leaves import Codes, Places

SAME = 0.95
"""The share of calls that two segments have in common if nobody can tell them apart."""

Fixed = tuple[tuple[int, int], ...]
"""Pairs of attribute and code that all hold."""


def aliases(codes: Codes, calls: Floats, fixed: Fixed, leaves: Places, order: int) -> list[Fixed]:
    """Return the other segments, of no more attributes, that share 95 % of their calls with this one, both ways.

    Parameters
    ----------
    codes, calls : shape (k, leaves) and (leaves,).
    fixed, leaves : the segment, and its leaves.
    order : most attributes of an alias.

    Examples
    --------
    Version 1 is date 1:

    >>> codes = np.array([[0, 1, 1], [0, 1, 1], [0, 0, 1]])
    >>> aliases(codes, np.ones(3), ((0, 1),), np.array([1, 2]), 1)
    [((1, 1),)]
    """
    own = float(calls[leaves].sum())
    common = [pair for pair in _common(codes, calls, leaves, own) if pair not in fixed]
    found: list[Fixed] = []
    for size in range(1, min(order, len(fixed)) + 1):
        for extra in combinations((*fixed, *common), size):
            asked = tuple(sorted(extra))
            if set(asked) <= set(fixed) or any(set(one) < set(asked) for one in found):
                continue
            if len({place for place, _ in asked}) == size and _same(codes, calls, asked, leaves, own):
                found.append(asked)
    return found


def _common(codes: Codes, calls: Floats, leaves: Places, own: float) -> Fixed:
    """Return the values that nearly all calls of the segment have."""
    found = []
    for place, row in enumerate(codes):
        counts = np.bincount(row[leaves], calls[leaves])
        code = int(counts.argmax()) if counts.size else 0
        if counts.size and counts[code] >= SAME * own:
            found.append((place, code))
    return tuple(found)


def _same(codes: Codes, calls: Floats, asked: Fixed, leaves: Places, own: float) -> bool:
    inside = np.ones(codes.shape[1], dtype=np.bool_)
    for place, code in asked:
        inside &= codes[place] == code
    theirs, both = float(calls[inside].sum()), float(calls[leaves][inside[leaves]].sum())
    return both >= SAME * max(own, theirs) and own > 0
