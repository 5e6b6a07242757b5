"""Fisher's exact test for two samples of any number of categories, by counting every table."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from tidegauge.stats.estimate import Floats

LARGEST = 200_000
"""Tables that are counted; with more of them the limit of the G-test is good."""
_TIE = 1e-7
"""Tables whose chances differ by less are equally likely: as R's fisher.test has it."""


def tables(counts: Floats) -> float:
    """Return at most how many tables have the margins of `counts`, shape (2, k).

    >>> tables(np.array([[4.0, 2.0], [1.0, 3.0]]))
    5.0
    """
    smaller = counts[int(np.argmin(counts.sum(axis=1)))]
    room = np.minimum(counts.sum(axis=0), smaller.sum()) + 1
    return float(np.prod(np.sort(room)[:-1]))


def exact_p(reference: ArrayLike, current: ArrayLike) -> float:
    """Return the p-value of Freeman and Halton: the chance of all tables that are no more likely than this one.

    The margins are held; shape (k,) each. One category, or an empty sample, has p = 1.

    >>> round(exact_p([3, 0, 1], [0, 4, 1]), 4)
    0.0238

    References
    ----------
    Freeman, G. H. and Halton, J. H. (1951). Note on an exact treatment of contingency, goodness of fit and other
    problems of significance. Biometrika 38, 141-149. R's fisher.test.
    """
    counts = np.array([reference, current], dtype=np.float64)
    counts = counts[:, counts.sum(axis=0) > 0]
    if counts.shape[1] < 2 or not counts.sum(axis=1).all():
        return 1.0
    # Counted from the smaller sample, with the largest category left to what remains: the fewest tables.
    counts = counts[np.argsort(-counts.sum(axis=1))][:, np.argsort(counts.sum(axis=0))]
    margins, n = counts.sum(axis=0), counts[1].sum()
    logs = _log_chances(margins, n)
    own = _log_choose(margins, counts[1]).sum() - _log_choose(margins.sum(), n)
    return float(min(np.exp(logs[logs <= own + _TIE]).sum(), 1.0))


def _log_chances(margins: Floats, n: float) -> Floats:
    left, logs = np.array([n]), np.zeros(1)
    for margin in margins[:-1]:
        taken = np.arange(min(margin, n) + 1)
        logs = np.add.outer(logs, _log_choose(margin, taken)).ravel()
        left = np.subtract.outer(left, taken).ravel()
        logs, left = logs[left >= 0], left[left >= 0]
    fits = left <= margins[-1]
    found = logs[fits] + _log_choose(margins[-1], left[fits]) - _log_choose(margins.sum(), n)
    return np.asarray(found)


def _log_choose(n: ArrayLike, k: ArrayLike) -> Floats:
    whole, part = np.asarray(n, dtype=np.float64), np.asarray(k, dtype=np.float64)
    return np.asarray(-special.betaln(1 + whole - part, 1 + part) - np.log1p(whole))
