"""The Jensen-Shannon distance: the square root of the divergence in bits, 0 to 1."""

import numpy as np

from tidegauge.stats.drift import _divergence
from tidegauge.stats.drift._cells import cells
from tidegauge.stats.drift._divergence import divergence
from tidegauge.stats.drift._method import Distance, Method, On
from tidegauge.stats.drift._summary import Summary, both_ways


def distance(summary: Summary) -> Distance:
    """Return the square root of `jensen_shannon`: a metric, which the divergence is not.

    NannyML prints it as it is; Evidently times sqrt(ln 2), because it takes the divergence in nats. Windows without
    values give nan.

    Examples
    --------
    >>> from tidegauge.stats.drift._pair import category_pair
    >>> round(distance(category_pair({"a": 500, "b": 500}, {"a": 400, "b": 600})).value, 4)
    0.0854

    References
    ----------
    Endres, D. M. and Schindelin, J. E. (2003). A new metric for probability distributions. IEEE Trans. Information
    Theory 49, 1858-1860.
    """
    table = cells(summary)
    if table is None:
        return Distance(np.nan)
    found = divergence(table, _divergence.jensen_shannon, disjoint=0.5).root()
    return Distance(found.value, None, float(np.sqrt(table.scatter / (8 * np.log(2)))), found.error)


METHOD = Method(
    "Jensen-Shannon distance",
    (On.NUMBERS, On.CATEGORIES),
    *both_ways(distance),
    threshold=0.1,
    symmetric=(On.CATEGORIES,),
)
