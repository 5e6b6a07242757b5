"""Which texts are unlike all of a sample: by how like its nearest one each of the sample is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tidegauge.stats.estimate import Floats
from tidegauge.stats.text.tokens import grams
from tidegauge.stats.text.vectorise import vectorise

EXPECTED = 0.05
"""The part of texts of the same kind that lies below the bound by chance."""


@dataclass(frozen=True, eq=False)
class Novelty:
    """`nearest` is the cosine of each text to the most similar one of the sample, shape (n,).

    `bound` is the cosine that all but `EXPECTED` of the sample reach with the most similar one of the others; what lies below it
    is unlike.
    """

    nearest: Floats
    bound: float


def novelty(texts: Sequence[str], sample: Sequence[str]) -> Novelty:
    """Return how like its nearest neighbour in a sample each text is, with the bound that the sample sets itself.

    The method is novelty detection by the nearest neighbour, on tf-idf weights of words and pairs of words. It asks whether the
    like of a text is still there, and not how often.

    Parameters
    ----------
    texts : n texts that are asked about.
    sample : m texts of the kind that they are compared with, two or more, each of another origin.

    Examples
    --------
    >>> asked = [f"where is my order {word}" for word in ("now", "please", "today", "then", "again")]
    >>> found = novelty(["where is my order", "sing me a song"], asked)
    >>> (found.nearest < found.bound).tolist()
    [False, True]

    References
    ----------
    Knorr, E. M., Ng, R. T. and Tucakov, V. (2000). Distance-based outliers: algorithms and applications. VLDB Journal 8, 237-253.
    """
    if len(sample) < 2:
        raise ValueError("a sample of two texts or more is needed")
    weights = vectorise(grams([*texts, *sample])).weights
    own, others = weights[: len(texts)], weights[len(texts) :]
    nearest = np.asarray((own @ others.T).toarray()).max(axis=1, initial=0.0) if len(texts) else np.zeros(0)
    among = (others @ others.T).toarray()
    np.fill_diagonal(among, -1.0)
    bound = float(np.quantile(among.max(axis=1), EXPECTED))
    # The same words give the same cosine but for the last digit.
    return Novelty(np.asarray(nearest, dtype=np.float64), bound - 1e-9)
