"""How few make up how much of a total: the Gini coefficient, and the share of the largest."""

import numpy as np
from numpy.typing import ArrayLike


def gini(n: float, total: float, ranked: float) -> float:
    """Return the Gini coefficient of n amounts that sum to `total`: 0 is all alike, near 1 one has nearly all.

    Parameters
    ----------
    n : how many amounts, none of them negative. 0 gives nan.
    total : their sum. 0 gives nan.
    ranked : the sum of each amount times its place, 1 for the smallest: a database can count it.

    Examples
    --------
    >>> gini(4, 4.0, 1 + 2 + 3 + 4), gini(4, 4.0, 4 * 4.0)
    (0.0, 0.75)

    References
    ----------
    Dixon, P. M., Weiner, J., Mitchell-Olds, T. and Woodley, R. (1987). Bootstrapping the Gini coefficient of inequality.
    Ecology 68, 1548-1551.
    """
    if n <= 0 or total <= 0:
        return float("nan")
    return 2 * ranked / (n * total) - (n + 1) / n


def top_share(amounts: ArrayLike, k: int, total: float) -> float:
    """Return the share that the k largest of `amounts` have of `total`; nan where the total is 0.

    >>> top_share([50.0, 30.0, 20.0], 2, 200.0)
    0.4
    """
    largest = np.sort(np.asarray(amounts, dtype=np.float64))[::-1][:k]
    return float(largest.sum() / total) if total > 0 else float("nan")
