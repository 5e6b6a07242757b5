"""The single value whose share changed most surely, however rare it is."""

import numpy as np

from tidegauge.stats.drift._method import Distance, Method, On
from tidegauge.stats.drift._pair import CategoryPair
from tidegauge.stats.drift._rate import rate_p_value
from tidegauge.stats.drift._summary import both_ways
from tidegauge.stats.estimate import Floats
from tidegauge.stats.materiality import VALUE_RATE, Floor


def distance(pair: CategoryPair, floor: Floor = VALUE_RATE) -> Distance:
    """Return the change of the share of one value, current minus reference; `at` names the value.

    It is the one with the smallest p-value (the rarest of equals) among those whose change reaches the floor, or among
    all where none does. The p-value is multiplied by the number of values looked at (Bonferroni). No distance between
    distributions shows a rise of "length" from 1.0 % to 1.6 %; this does. Values behind "all others" are not looked
    at. Windows without values give nan.

    Examples
    --------
    >>> from tidegauge.stats.drift._pair import category_pair
    >>> found = distance(category_pair({"stop": 9900, "length": 100}, {"stop": 9840, "length": 160}))
    >>> found.at, round(found.value, 4), round(found.p_value, 5)
    ('length', 0.006, 0.00036)

    References
    ----------
    Dunn, O. J. (1961). Multiple comparisons among means. JASA 56, 52-64.
    """
    last = len(pair.values) - pair.rest
    n, m = pair.reference.sum(), pair.current.sum()
    if not (last and n and m):
        return Distance(np.nan, np.nan)
    before, now = pair.reference[:last], pair.current[:last]
    share, change = before / n, now / m - before / n
    p_values = rate_p_value(before, n, now, m)
    material = np.array([floor.reached(*one) for one in zip(change, share, strict=True)])
    found = _surest(np.where(material | ~material.any(), p_values, np.inf), share)
    rest = max(pair.reference[-1] / n, pair.current[-1] / m) if pair.rest else 0.0
    error = float(abs(change[found]) + rest) if rest else 0.0
    p_value = min(float(p_values[found]) * last, 1.0)
    return Distance(float(change[found]), p_value, None, error, pair.values[found])


def _surest(p_values: Floats, share: Floats) -> int:
    """Of values that are as sure (of two, when one falls the other rises) the one that was rarest."""
    tied = p_values <= p_values.min() * (1 + 1e-9)
    return int(np.where(tied, share, np.inf).argmin())


METHOD = Method("Single value's share", (On.CATEGORIES,), *both_ways(distance), symmetric=())
