"""What a statistic is worth when which row belongs to which window is decided by lot."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from tidegauge.stats.estimate import Floats

SEED = 20_261
"""Lots are drawn from here unless a generator is passed: the same data give the same p-value."""

TIMES = 200
_ENOUGH = 10
"""Lots at least as extreme as the data, from which on their share is a p-value by itself."""


def lots(n: int, m: int, times: int = TIMES, random: np.random.Generator | None = None) -> Floats:
    """Return weights of shape (n + m, times) that turn rows into mean of m minus mean of n, at random.

    >>> lots(2, 2, times=3).sum(axis=0).tolist()
    [0.0, 0.0, 0.0]
    """
    draw = np.random.default_rng(SEED) if random is None else random
    weights = np.repeat([-1.0 / n, 1.0 / m], [n, m])
    return np.column_stack([draw.permutation(weights) for _ in range(times)])


@dataclass(frozen=True)
class Null:
    """What a statistic is by chance: its mean, and how often chance reaches the one that was seen."""

    mean: float
    p_value: float


def null(observed: float, drawn: Floats) -> Null:
    """Return the p-value of `observed` being as large as that, from its values under `drawn` lots, shape (times,).

    A few hundred lots cannot show a p-value below 1 / times, and a table of many tests needs smaller ones: where fewer
    than ten lots reach the observed value, the tail is Pearson's type III curve through their first three moments.

    Examples
    --------
    >>> drawn = np.random.default_rng(1).chisquare(3, 500)
    >>> round(null(7.81, drawn).p_value, 2), null(30.0, drawn).p_value < 1e-4
    (0.04, True)

    References
    ----------
    Knijnenburg, T. A. et al. (2009). Fewer permutations, more accurate P-values. Bioinformatics 25, i161-i168.
    Minas, C. and Montana, G. (2014). Distance-based analysis of variance: approximate inference. Stat. Anal. Data
    Mining 7, 450-470 (the curve through the moments).
    """
    mean, spread = float(drawn.mean()), float(drawn.std(ddof=1))
    reached = int((drawn >= observed - 1e-12).sum())
    if reached >= _ENOUGH or not spread:
        return Null(mean, (reached + 1) / (drawn.size + 1))
    skew = float(stats.skew(drawn))
    # A curve with the skew to the left ends somewhere, and chance does not: the normal tail is the least.
    z = (observed - mean) / spread
    tail = max(float(stats.pearson3.sf(z, skew)), float(stats.norm.sf(z)))
    return Null(mean, min(max(tail, 1e-300), 1.0))
