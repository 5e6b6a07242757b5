"""Cramer's V: chi-squared freed of the number of rows, 0 to 1."""

import numpy as np

from tidegauge.stats.drift._cells import cells
from tidegauge.stats.drift._contingency import contingency
from tidegauge.stats.drift._method import Distance, Method, On
from tidegauge.stats.drift._pair import CategoryPair
from tidegauge.stats.drift._summary import both_ways


def distance(pair: CategoryPair) -> Distance:
    """Return sqrt(chi-squared / rows): the association of the category with the window.

    The p-value is that of the test. Nulls are left out. It depends on how unlike in size the windows are. Windows
    without values give nan. Of values behind "all others" it sees the sum only (`error` is inf).

    Examples
    --------
    >>> from tidegauge.stats.drift._pair import category_pair
    >>> round(distance(category_pair({"a": 500, "b": 500}, {"a": 450, "b": 550})).value, 3)
    0.05

    References
    ----------
    Cramer, H. (1946). Mathematical Methods of Statistics, ch. 21. Princeton.
    """
    table = cells(pair)
    if table is None:
        return Distance(np.nan, np.nan)
    rows, test = sum(table.rows), contingency(table.reference, table.current)
    value, chance = (float(np.sqrt(size / rows)) for size in (test.statistic, test.freedom))
    return Distance(value, test.p_value, chance, np.inf if table.lumped else 0.0)


METHOD = Method("Cramér's V", (On.CATEGORIES,), *both_ways(distance), symmetric=(On.CATEGORIES,))
