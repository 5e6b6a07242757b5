"""The change of the share of rows without a value."""

import numpy as np

from tidegauge.stats.drift._method import Distance, Method, On
from tidegauge.stats.drift._rate import rate_p_value
from tidegauge.stats.drift._steps import Steps
from tidegauge.stats.drift._summary import Summary, both_ways


def distance(summary: Summary) -> Distance:
    """Return current minus reference share of nulls, with the p-value of the test of two rates.

    Every other method leaves nulls out or hides them among the values: a field that stopped to arrive is seen here
    alone. A window without rows gives nan.

    Examples
    --------
    >>> from tidegauge.stats.drift._pair import category_pair
    >>> found = distance(category_pair({"a": 970, None: 30}, {"a": 910, None: 90}))
    >>> round(found.value, 3), found.p_value < 1e-7
    (0.06, True)

    References
    ----------
    Fleiss, J. L., Levin, B. and Paik, M. C. (2003). Statistical Methods for Rates and Proportions, 3rd ed., ch. 3.
    """
    n, m = all_rows(summary)
    if not min(n, m):
        return Distance(np.nan, np.nan)
    before, now = summary.reference_null / n, summary.current_null / m
    p_value = rate_p_value(summary.reference_null, n, summary.current_null, m)
    return Distance(now - before, float(p_value))


def all_rows(summary: Summary) -> tuple[float, float]:
    """Return the rows of both windows, with and without a value."""
    if isinstance(summary, Steps):
        n, m = summary.rows
    else:
        n, m = float(summary.reference.sum()), float(summary.current.sum())
    return n + summary.reference_null, m + summary.current_null


METHOD = Method(
    "Share of nulls", (On.NUMBERS, On.CATEGORIES), *both_ways(distance), symmetric=(On.NUMBERS, On.CATEGORIES)
)
