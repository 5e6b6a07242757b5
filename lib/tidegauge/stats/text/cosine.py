"""Two texts compared by their words and pairs of words, in whatever order."""

import numpy as np

from tidegauge.stats.text.tokens import grams


def cosine(one: str, other: str, longest: int = 4_000) -> float:
    """Return the cosine of two texts: 1 for the same words, 0 for none in common; nan where either has none.

    A gram (a word, or two in a row) that occurs n times weighs 1 + log n. Of two texts alone nobody knows which words are rare,
    so that none weighs more for that (Salton and Buckley's scheme lnc).

    Parameters
    ----------
    longest : characters of each text that are read.

    Examples
    --------
    >>> round(cosine("a refund takes five days", "it takes five days"), 4), cosine("yes", "no")
    (0.6299, 0.0)

    References
    ----------
    Salton, G. and Buckley, C. (1988). Term-weighting approaches in automatic text retrieval. Information Processing &
    Management 24, 513-523.
    """
    counts = grams([one, other], longest).counts.toarray()
    weights = np.where(counts > 0, 1 + np.log(np.maximum(counts, 1)), 0.0)
    lengths = np.sqrt((weights**2).sum(axis=1))
    if not lengths.all():
        return float("nan")
    return float(weights[0] @ weights[1] / lengths.prod())
