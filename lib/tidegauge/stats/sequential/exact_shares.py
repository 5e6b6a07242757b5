"""Two shares compared exactly at any moment: for few rows and rare events, where no limit theorem helps yet."""

from math import inf, log

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from tidegauge.stats.estimate import Difference, Floats, floats

_PRIOR = 0.5
_HUGE = 1e300
_REACH = 30
"""Halvings of the stretch that a share lies in: the likelihood is flat there, and errs by far less."""
_STEPS, _CLOSE = 40, 1e-7


def exact_shares(
    reference: tuple[float, float], current: tuple[float, float], level: float = 0.95
) -> Difference:
    """Return the change of a share with an interval and a p-value that hold at every look, at any number of rows.

    The evidence against a pair of shares is the beta-binomial mixture of each side's rows over the likelihood of that
    pair: a product of two martingales. A difference is refused where even the likeliest pair of shares that has it is
    refused, so that neither a normal distribution nor a share known beforehand is needed. It is wider than
    `always_valid` where there are many rows.

    Parameters
    ----------
    reference, current : (k, n) of either side.
    level : coverage of the interval over all looks.

    Examples
    --------
    Nothing in 40 calls against 12 in 40:

    >>> change = exact_shares((0, 40), (12, 40))
    >>> [round(float(x), 4) for x in (change.value, change.low, change.high, change.p_value)]
    [0.3, 0.041, 0.6028, 0.0076]

    References
    ----------
    Robbins, H. (1970). Statistical methods related to the law of the iterated logarithm. Ann. Math. Stat. 41,
    1397-1409 (the beta-binomial mixture). Wasserman, L., Ramdas, A. and Balakrishnan, S. (2020). Universal inference.
    PNAS 117, 16880-16890 (the likeliest member of a composite hypothesis). Turner, R. J. and Grünwald, P. D. (2023).
    Exact anytime-valid confidence intervals for contingency tables and beyond. Stat. Probab. Lett. 198, 109835.
    """
    (k1, n1), (k2, n2) = reference, current
    if min(n1, n2) <= 0:
        return Difference(*floats(*[np.nan] * 4, n1, n2))
    value, mixture = k2 / n2 - k1 / n1, float(_mixture(k1, n1) + _mixture(k2, n2))
    p_value = float(exact_p_value(reference, current))
    bar = mixture + np.log(1 - level)
    low, high = (_limit(value, end, reference, current, bar) for end in (-1.0, 1.0))
    return Difference(*floats(value, low, high, p_value, n1, n2))


def exact_p_value(reference: tuple[ArrayLike, ArrayLike], current: tuple[ArrayLike, ArrayLike]) -> Floats:
    """Return the p-value of `exact_shares` alone, of counts of any shape: the likeliest share is the pooled one then.

    >>> exact_p_value(([0, 5], [40, 40]), ([12, 6], [40, 40])).round(4).tolist()
    [0.0076, 1.0]
    """
    k1, n1, k2, n2 = floats(*reference, *current)
    k, n = k1 + k2, n1 + n2
    with np.errstate(divide="ignore", invalid="ignore"):
        best = special.xlogy(k, k / n) + special.xlogy(n - k, (n - k) / n)
    return np.asarray(np.exp(np.minimum(0, best - _mixture(k1, n1) - _mixture(k2, n2))))


def _mixture(k: ArrayLike, n: ArrayLike) -> Floats:
    """Return the logarithm of the mean likelihood over Jeffreys' prior."""
    hits, rows = floats(k, n)
    return np.asarray(special.betaln(hits + _PRIOR, rows - hits + _PRIOR) - special.betaln(_PRIOR, _PRIOR))


def _log_likelihood(k: float, n: float, share: float) -> float:
    found = 0.0
    for rows, part in ((k, share), (n - k, 1 - share)):
        if rows:
            found += rows * log(part) if part > 0 else -inf
    return found


def _likeliest(change: float, reference: tuple[float, float], current: tuple[float, float]) -> float:
    """Return the largest log-likelihood of two shares that lie `change` apart."""
    (k1, n1), (k2, n2) = reference, current
    least, most = max(0.0, -change), min(1.0, 1.0 - change)

    def slope(share: float) -> float:
        other = share + change
        return _part(k1, share) - _part(n1 - k1, 1 - share) + _part(k2, other) - _part(n2 - k2, 1 - other)

    # The log-likelihood is concave in the reference's share: its slope falls from end to end.
    for _ in range(_REACH):
        middle = (least + most) / 2
        least, most = (middle, most) if slope(middle) > 0 else (least, middle)
    share = (least + most) / 2
    return _log_likelihood(k1, n1, share) + _log_likelihood(k2, n2, min(max(share + change, 0.0), 1.0))


def _part(rows: float, share: float) -> float:
    if not rows:
        return 0.0
    return rows / share if share > 0 else _HUGE


def _limit(
    value: float, end: float, reference: tuple[float, float], current: tuple[float, float], bar: float
) -> float:
    """Return the farthest difference towards `end` that is not refused."""
    inside, outside = value, end
    if _likeliest(outside, reference, current) > bar:
        return end
    # The evidence grows like the square of the distance: a step by its root lands close, and halving keeps it safe.
    top = _likeliest(inside, reference, current)
    for _ in range(_STEPS):
        at = inside + (outside - inside) / 2
        found = _likeliest(at, reference, current)
        if found > bar and found < top:
            near = value + (at - value) * float(np.sqrt((top - bar) / (top - found)))
            inside = at
            if min(inside, outside) < near < max(inside, outside):
                if _likeliest(near, reference, current) > bar:
                    inside = near
                else:
                    outside = near
        elif found > bar:
            inside = at
        else:
            outside = at
        if abs(outside - inside) < _CLOSE:
            break
    return inside
