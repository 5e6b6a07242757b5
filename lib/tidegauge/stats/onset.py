"""When a step began: the best split of a series of time buckets in two, if there is one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from tidegauge.stats.estimate import Floats, floats
from tidegauge.stats.spread import squared_deviations


@dataclass(frozen=True)
class Onset:
    """The first bucket after the step (0-based), and the p-value of there being a step at all.

    `low` and `high` are the first and the last bucket that fit nearly as well: the step lies between them with about
    95% confidence.
    """

    index: int
    p_value: float
    low: int
    high: int


def of_proportion(k: ArrayLike, n: ArrayLike, alpha: float = 0.05) -> Onset | None:
    """Return where the share k / n steps, or None when a single share fits every bucket.

    Parameters
    ----------
    k, n : rows that are so, and rows, per time bucket in order, shape (m,). Empty buckets may stay in.
    alpha : chance of seeing a step in a level series. The threshold is the chi-squared one, divided by the number of
        places where the step could be. It takes rows as independent: compare like hours with like hours first,
        or the daily tide is a step.

    Examples
    --------
    Planted at bucket 3:

    >>> of_proportion([10, 9, 11, 31, 28], [500, 500, 500, 500, 500]).index
    3
    >>> of_proportion([10, 9, 11, 12, 9], [500, 500, 500, 500, 500]) is None
    True

    References
    ----------
    Hinkley, D. V. and Hinkley, E. A. (1970). Inference about the change-point in a sequence of binomial variables.
    Biometrika 57, 477-488.
    """
    hits, rows = (np.nan_to_num(array) for array in floats(k, n))
    before_k, before_n = np.cumsum(hits)[:-1], np.cumsum(rows)[:-1]
    whole = _binomial(hits.sum(), rows.sum())
    gain = _binomial(before_k, before_n) + _binomial(hits.sum() - before_k, rows.sum() - before_n) - whole
    return _best(2 * gain, before_n, rows.sum() - before_n, alpha)


def of_mean(n: ArrayLike, s: ArrayLike, ss: ArrayLike, alpha: float = 0.05) -> Onset | None:
    """Return where the mean steps, or None when a single mean fits every bucket (normal, one variance).

    Parameters
    ----------
    n, s, ss : rows, sum and sum of squares per time bucket in order, shape (m,).
    alpha : as in `of_proportion`.

    Examples
    --------
    >>> of_mean(n=[50, 50, 50, 50], s=[50, 50, 100, 100], ss=[75, 75, 225, 225]).index
    2

    References
    ----------
    Hawkins, D. M. (1977). Testing a sequence of observations for a shift in location. JASA 72, 180-186.
    """
    rows, total, squares = (np.nan_to_num(array) for array in floats(n, s, ss))
    before_n, before_s = np.cumsum(rows)[:-1], np.cumsum(total)[:-1]
    after_n, after_s = rows.sum() - before_n, total.sum() - before_s
    with np.errstate(divide="ignore", invalid="ignore"):
        single = squared_deviations(squares.sum(), total.sum() ** 2 / rows.sum())
        split = squared_deviations(squares.sum(), before_s**2 / before_n + after_s**2 / after_n)
        return _best(rows.sum() * np.log(single / split), before_n, after_n, alpha)


def _binomial(k: Floats, n: Floats) -> Floats:
    """Log-likelihood at the best share; 0 log 0 = 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(n > 0, k / n, 0)
    return np.asarray(special.xlogy(k, share) + special.xlogy(n - k, 1 - share))


def _best(statistic: Floats, before: Floats, after: Floats, alpha: float) -> Onset | None:
    usable = np.where((before > 0) & (after > 0) & ~np.isnan(statistic), statistic, -np.inf)
    places = np.count_nonzero(usable > -np.inf)
    if not places:
        return None
    split = int(np.argmax(usable))
    p_value = min(1.0, places * float(special.chdtrc(1, max(usable[split], 0.0))))
    # Splits whose likelihood is within the 95% point of chi-squared: Cobb (1978), Biometrika 65, 243-251.
    near = np.flatnonzero(usable >= usable[split] - special.chdtri(1, 0.05))
    return Onset(split + 1, p_value, int(near[0]) + 1, int(near[-1]) + 1) if p_value < alpha else None
