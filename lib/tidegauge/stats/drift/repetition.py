"""Repetition: how much more consecutive outputs share with each other than they did before (ROUGE-L)."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from tidegauge.stats import mean
from tidegauge.stats.drift._method import Distance, Method, On
from tidegauge.stats.estimate import Difference, Floats
from tidegauge.stats.text.rouge import consecutive


def change(reference: Floats, current: Floats) -> Difference:
    """Return the change of the mean of two sets of ROUGE-L scores, shape (n,) and (m,); nan scores are left out.

    Examples
    --------
    >>> repeated = change(np.array([0.1, 0.2, 0.3, 0.2]), np.array([0.8, 0.9, 1.0, 0.9]))
    >>> round(float(repeated.value), 2), bool(repeated.p_value < 0.001)
    (0.7, True)

    References
    ----------
    Welch, B. L. (1947). Biometrika 34, 28-35. Lin, C.-Y. (2004). ROUGE. ACL workshop.
    """
    return mean.difference(_sums(reference), _sums(current))


def between(reference: Sequence[str], current: Sequence[str]) -> Distance:
    """Return the change of the mean ROUGE-L between one text and the next, n and m texts in the order they were given.

    Positive: they repeat each other more. For texts of many sessions score the pairs within each, and use `change`.

    >>> before = ["Where is it?", "It left today.", "Your fee is due.", "A refund takes days."]
    >>> between(before, ["I cannot help.", "I cannot help.", "I cannot help.", "I cannot help."]).value
    0.888...
    """
    found = change(*(consecutive(list(pairwise(texts))) for texts in (reference, current)))
    p_value = float(found.p_value)
    return Distance(float(found.value), None if np.isnan(p_value) else p_value, 0.0)


def _sums(scores: Floats) -> tuple[float, float, float]:
    known = scores[~np.isnan(scores)]
    return float(known.size), float(known.sum()), float((known**2).sum())


METHOD = Method("ROUGE-L of consecutive outputs", (On.TEXTS,), between)
