"""How far the categories of answers moved: the share of answers that would have had to come out otherwise."""

import numpy as np
from numpy.typing import ArrayLike

from tidegauge.stats import proportion
from tidegauge.stats.estimate import Difference, floats
from tidegauge.stats.probing.g_test import categories_p


def outcomes(reference: ArrayLike, current: ArrayLike) -> Difference:
    """Return the total variation distance of two samples of categories with its interval and p-value.

    The distance is the rise, taken together, of the categories that have more answers than before; the interval is
    Newcombe's for that share. It is never negative, and on the high side where nothing moved: the p-value decides.

    Parameters
    ----------
    reference, current : answers in each of k categories, shape (k,) both.

    Examples
    --------
    Of 48 answers none was fenced, of 6 all are:

    >>> change = outcomes([48, 0], [0, 6])
    >>> float(change.value), round(float(change.low), 2), bool(change.p_value < 1e-7)
    (1.0, 0.6, True)

    References
    ----------
    Newcombe, R. G. (1998). Statistics in Medicine 17, 873-890. The test: `g_test.categories_p`.
    """
    before, now = floats(reference, current)
    n, m = before.sum(), now.sum()
    if not n or not m:
        return Difference(*floats(np.nan, np.nan, np.nan, np.nan, n, m))
    rising = now / m > before / n
    found = proportion.difference((before[rising].sum(), n), (now[rising].sum(), m))
    exact = np.asarray(categories_p(before, now))
    return Difference(found.value, found.low, found.high, exact, found.n_reference, found.n_current)
