"""The Jensen-Shannon divergence in bits: 0 where the windows are alike, 1 where they share nothing."""

import numpy as np

from tidegauge.stats.drift import _divergence
from tidegauge.stats.drift._cells import cells
from tidegauge.stats.drift._divergence import divergence
from tidegauge.stats.drift._method import Distance, Method, On
from tidegauge.stats.drift._summary import Summary, both_ways


def distance(summary: Summary) -> Distance:
    """Return the mean divergence of both windows from their middle, over categories or the reference's deciles.

    Nulls are left out. It needs no rule for empty cells. Tools that print a Jensen-Shannon *distance* print the
    square root (`jensen_shannon_distance`), some of them in nats. Windows without values give nan.

    Examples
    --------
    >>> from tidegauge.stats.drift._pair import category_pair
    >>> found = distance(category_pair({"a": 500, "b": 500}, {"a": 400, "b": 600}))
    >>> round(found.value, 5), round(found.no_drift, 5)
    (0.0073, 0.00036)

    References
    ----------
    Lin, J. (1991). Divergence measures based on the Shannon entropy. IEEE Trans. Information Theory 37, 145-151.
    """
    table = cells(summary)
    if table is None:
        return Distance(np.nan)
    found = divergence(table, _divergence.jensen_shannon, disjoint=0.5)
    return Distance(found.value, None, table.scatter / float(8 * np.log(2)), found.error)


METHOD = Method(
    "Jensen-Shannon divergence",
    (On.NUMBERS, On.CATEGORIES),
    *both_ways(distance),
    unit="bits",
    threshold=0.1,
    symmetric=(On.CATEGORIES,),
)
