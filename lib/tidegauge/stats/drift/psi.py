"""Population stability index: the divergence of the two windows' shares, there and back."""

import numpy as np
from scipy import special

from tidegauge.stats.drift._cells import Cells, cells
from tidegauge.stats.drift._contingency import contingency
from tidegauge.stats.drift._divergence import divergence
from tidegauge.stats.drift._method import Distance, Method, On
from tidegauge.stats.drift._summary import Summary, both_ways
from tidegauge.stats.estimate import Floats


def distance(summary: Summary) -> Distance:
    """Return the PSI: the sum of (p - q) ln(p / q) over the cells, p and q the shares of the two windows.

    Numbers are cut at the deciles of the reference, ties merged; categories are taken as they are, new and gone ones
    included; nulls are a cell of their own. Half a row is added to every cell of both windows, so that a cell without
    rows is large and not infinite. `no_drift` is the bias (see `bias`), which is to be subtracted from the value before
    it is compared between windows of different size. The p-value is the chi-squared test's on the same cells: PSI's
    own is wrong where cells are empty.

    Prefer it where a limit of 0.1 or 0.2 is agreed with others; it sleeps through a change that KS sees. Windows
    without values give nan.

    Examples
    --------
    >>> from tidegauge.stats.drift._pair import category_pair
    >>> found = distance(category_pair({"a": 500, "b": 300, "c": 200}, {"a": 480, "b": 300, "c": 200, "d": 20}))
    >>> round(found.value, 3), round(found.no_drift, 3), round(found.p_value, 5)
    (0.075, 0.006, 0.00014)

    References
    ----------
    Siddiqi, N. (2006). Credit Risk Scorecards, ch. 10. Wiley (the limits 0.1 and 0.25). Yurdakul, B. and Naranjo, J.
    (2020). Statistical properties of the population stability index. J. Risk Model Validation 14(4).
    """
    table = cells(summary, nulls=True)
    if table is None:
        return Distance(np.nan, np.nan)
    found = divergence(table, _term, half=0.5)
    test = contingency(table.reference, table.current)
    return Distance(found.value, test.p_value, table.scatter, found.error)


def raw(table: Cells) -> float:
    """Return the PSI as textbooks print it, without the half rows: inf where a cell of one window is empty.

    >>> raw(Cells(np.array([5.0, 5.0]), np.array([10.0, 0.0])))
    inf
    """
    return divergence(table, _term).value


def bias(k: int, n: float, m: float) -> float:
    """Return the mean of the PSI over k cells where nothing drifts: (k - 1)(1/n + 1/m).

    >>> round(bias(10, 5000, 4000), 5)
    0.00405
    """
    return (k - 1) * (1 / n + 1 / m)


def corrected(value: float, k: int, n: float, m: float) -> float:
    """Return the PSI less its bias; below 0 means less than chance alone would make.

    >>> round(corrected(0.03605, 10, 5000, 4000), 4)
    0.032
    """
    return value - bias(k, n, m)


def critical_value(k: int, n: float, m: float, level: float = 0.95) -> float:
    """Return the PSI that chance alone stays below with probability `level`.

    >>> round(critical_value(10, 338, 338), 3)
    0.1
    """
    return float(special.chdtri(k - 1, 1 - level)) * (1 / n + 1 / m)


def p_value(value: float, k: int, n: float, m: float) -> float:
    """Return the probability of such a PSI by chance alone; right where no cell is empty or nearly so.

    >>> round(p_value(0.012932, 4, 1000, 1000), 3)
    0.091
    """
    return float(special.chdtrc(k - 1, value / (1 / n + 1 / m)))


def _term(p: Floats, q: Floats) -> Floats:
    return special.rel_entr(p, q) + special.rel_entr(q, p)


METHOD = Method(
    "Population stability index (PSI)",
    (On.NUMBERS, On.CATEGORIES),
    *both_ways(distance),
    threshold=0.1,
    strong=0.2,
    symmetric=(On.CATEGORIES,),
)
