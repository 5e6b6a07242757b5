"""Total variation: the share of rows that would have to change their category."""

import numpy as np

from tidegauge.stats.drift._cells import cells
from tidegauge.stats.drift._divergence import divergence
from tidegauge.stats.drift._method import Distance, Method, On
from tidegauge.stats.drift._pair import CategoryPair
from tidegauge.stats.drift._summary import both_ways
from tidegauge.stats.estimate import Floats


def distance(pair: CategoryPair) -> Distance:
    """Return half the sum of the absolute changes of all shares; nulls are left out.

    A share of rows, 0 to 1, that needs no explanation: it is the effect that the floor is held against. With many rare
    categories chance alone makes it large: see `no_drift`. Windows without values give nan.

    Examples
    --------
    >>> from tidegauge.stats.drift._pair import category_pair
    >>> round(distance(category_pair({"a": 50, "b": 30, "c": 20}, {"a": 45, "b": 35, "c": 20})).value, 4)
    0.05

    References
    ----------
    Levin, D. A. and Peres, Y. (2017). Markov Chains and Mixing Times, 2nd ed., ch. 4. AMS.
    """
    table = cells(pair)
    if table is None:
        return Distance(np.nan)
    found = divergence(table, _term, disjoint=0.5)
    n, m = table.rows
    share = (table.reference + table.current) / (n + m)
    chance = np.sqrt(share * (1 - share) * (1 / n + 1 / m) / (2 * np.pi)).sum()
    return Distance(found.value, None, float(chance), found.error)


def _term(p: Floats, q: Floats) -> Floats:
    return np.asarray(np.abs(p - q) / 2)


METHOD = Method(
    "Total variation distance", (On.CATEGORIES,), *both_ways(distance), symmetric=(On.CATEGORIES,)
)
