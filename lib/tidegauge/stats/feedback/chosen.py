"""Whether labelled rows are a fair picture of all rows, as far as something known of all rows can tell."""

import numpy as np
from numpy.typing import NDArray
from scipy import special

SURE = 0.01
"""Chance with which a random draw looks so unlike what it was drawn from; below it, the labels were picked."""


def chosen(labelled: tuple[float, int], every: tuple[float, float]) -> bool:
    """Return whether labels were picked by a property, or by what goes with it, rather than at random.

    It cannot show that a draw was random: picking by something else goes unseen, and few labels hide much.

    Parameters
    ----------
    labelled : (k, m), labelled rows with the property, of labelled rows.
    every : (K, N), the same of all rows, the labelled ones among them.

    Examples
    --------
    The judge passes 76 % of all answers:

    >>> chosen((148, 200), (3040, 4000)), chosen((100, 200), (3040, 4000))
    (False, True)

    References
    ----------
    Fisher, R. A. (1935). The logic of inductive inference. JRSS 98, 39-54 (the hypergeometric tails). Begg, C. B. and Greenes,
    R. A. (1983). Assessment of diagnostic tests when disease verification is subject to selection bias. Biometrics 39, 207-215.
    """
    (k, m), (hits, rows) = labelled, (round(every[0]), round(every[1]))
    if not 0 < m <= rows:
        return False
    found = np.arange(max(0, m - (rows - hits)), min(m, hits) + 1)
    chance = np.exp(_ways(hits, found) + _ways(rows - hits, m - found) - _ways(rows, np.array([m])))
    return bool(2 * min(chance[found <= k].sum(), chance[found >= k].sum()) < SURE)


def _ways(n: int, k: NDArray[np.int_]) -> NDArray[np.float64]:
    """Return the logarithm of the ways to choose k of n."""
    return np.asarray(-special.betaln(n - k + 1, k + 1) - np.log(n + 1), dtype=np.float64)
