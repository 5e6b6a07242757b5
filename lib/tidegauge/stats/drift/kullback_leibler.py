"""The Kullback-Leibler divergence of the current window from the reference, in bits."""

import numpy as np

from tidegauge.stats.drift import _divergence
from tidegauge.stats.drift._cells import cells
from tidegauge.stats.drift._divergence import divergence
from tidegauge.stats.drift._method import Distance, Method, On
from tidegauge.stats.drift._summary import Summary, both_ways
from tidegauge.stats.estimate import Floats


def distance(summary: Summary) -> Distance:
    """Return the sum of q log2(q / p): bits lost a row by taking the current shares q for the reference's p.

    Over categories, or the reference's deciles; nulls are left out. Half a row is added to every cell of both windows,
    else one new category would make it infinite. Windows without values give nan.

    Examples
    --------
    >>> from tidegauge.stats.drift._pair import category_pair
    >>> round(distance(category_pair({"a": 500, "b": 500}, {"a": 250, "b": 750})).value, 3)
    0.188

    References
    ----------
    Kullback, S. and Leibler, R. A. (1951). On information and sufficiency. Annals Math. Statist. 22, 79-86.
    """
    table = cells(summary)
    if table is None:
        return Distance(np.nan)
    found = divergence(table, _from_reference, half=0.5)
    return Distance(found.value, None, table.scatter / float(2 * np.log(2)), found.error)


def _from_reference(p: Floats, q: Floats) -> Floats:
    return _divergence.kullback_leibler(q, p)


METHOD = Method("Kullback-Leibler divergence", (On.NUMBERS, On.CATEGORIES), *both_ways(distance), unit="bits")
