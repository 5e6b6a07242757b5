"""The two-sample chi-squared test of a category."""

import numpy as np

from tidegauge.stats.drift._cells import cells
from tidegauge.stats.drift._contingency import contingency
from tidegauge.stats.drift._method import Distance, Method, On
from tidegauge.stats.drift._pair import CategoryPair
from tidegauge.stats.drift._summary import both_ways


def distance(pair: CategoryPair) -> Distance:
    """Return the statistic and its p-value; nulls are left out, sparse cells taken together (see `contingency`).

    The statistic grows with the rows: take `total_variation` or `cramers_v` for the size of a change. Windows without
    values give nan. Of values behind "all others" it sees the sum only (`error` is inf).

    Examples
    --------
    >>> from tidegauge.stats.drift._pair import category_pair
    >>> found = distance(category_pair({"a": 500, "b": 300, "c": 200}, {"a": 450, "b": 350, "c": 200}))
    >>> round(found.value, 3), found.no_drift, round(found.p_value, 3)
    (6.478, 2.0, 0.039)

    References
    ----------
    Pearson, K. (1911). Biometrika 8, 250-254.
    """
    table = cells(pair)
    if table is None:
        return Distance(np.nan, np.nan)
    test = contingency(table.reference, table.current)
    return Distance(test.statistic, test.p_value, float(test.freedom), np.inf if table.lumped else 0.0)


METHOD = Method(
    "Chi-squared", (On.CATEGORIES,), *both_ways(distance), p_threshold=0.05, symmetric=(On.CATEGORIES,)
)
