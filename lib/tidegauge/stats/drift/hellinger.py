"""Hellinger's distance, 0 to 1."""

import numpy as np

from tidegauge.stats.drift._cells import cells
from tidegauge.stats.drift._divergence import divergence
from tidegauge.stats.drift._method import Distance, Method, On
from tidegauge.stats.drift._summary import Summary, both_ways
from tidegauge.stats.estimate import Floats


def distance(summary: Summary) -> Distance:
    """Return the length of the difference of the roots of both windows' shares, divided by sqrt(2).

    Over categories, or the reference's deciles; nulls are left out. A metric that weighs rare values more than total
    variation does, and needs no rule for empty cells. Windows without values give nan.

    Examples
    --------
    >>> from tidegauge.stats.drift._pair import category_pair
    >>> round(distance(category_pair({"a": 500, "b": 500}, {"a": 400, "b": 600})).value, 4)
    0.0712

    References
    ----------
    Le Cam, L. and Yang, G. L. (2000). Asymptotics in Statistics, 2nd ed., ch. 3. Springer.
    """
    table = cells(summary)
    if table is None:
        return Distance(np.nan)
    found = divergence(table, _term, disjoint=0.5).root()
    return Distance(found.value, None, float(np.sqrt(table.scatter / 8)), found.error)


def _term(p: Floats, q: Floats) -> Floats:
    return np.asarray((np.sqrt(p) - np.sqrt(q)) ** 2 / 2)


METHOD = Method(
    "Hellinger distance", (On.NUMBERS, On.CATEGORIES), *both_ways(distance), symmetric=(On.CATEGORIES,)
)
