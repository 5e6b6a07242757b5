"""Two shares of different rows against a limit on their difference, exactly and at every look."""

from collections.abc import Callable
from math import acos, copysign, cos, exp, inf, lgamma, log, pi, sqrt

from tidegauge.stats.limits.bound import NOTHING, Bound

Counts = tuple[float, float]
"""(k, n) of one side."""
_HALVINGS = 32


def difference_above(baseline: Counts, candidate: Counts, limit: float, level: float = 0.95) -> Bound:
    """Return the excess of candidate minus baseline over `limit`.

    How well two free shares tell the rows, averaged over all shares there are, divided by how well the best pair of
    shares does that keeps the limit: an e-value at all times at once, whatever the shares are. It is exact for any
    number of rows, and wider than the normal interval; take it where one of the four counts is small.

    Parameters
    ----------
    baseline, candidate : (k, n) of each side.
    limit : the largest difference that is allowed, -1 to 1.
    level : coverage of the interval over all looks.

    Examples
    --------
    >>> found = difference_above((2, 50), (20, 50), 0.02)
    >>> round(found.value, 2), found.low > 0, found.p_value < 0.01
    (0.34, True, True)

    References
    ----------
    Wasserman, L., Ramdas, A. and Balakrishnan, S. (2020). Universal inference. PNAS 117, 16880-16890. Jeffreys' prior
    as the mixture: Clarke, B. S. and Barron, A. R. (1994). J. Statist. Planning and Inference 41, 37-60.
    """
    (k1, n1), (k2, n2) = baseline, candidate
    if not n1 or not n2:
        return NOTHING
    free = _averaged(k1, n1) + _averaged(k2, n2)
    value, tail = k2 / n2 - k1 / n1, 1 - level

    def ruled_out(difference: float) -> bool:
        return free - _best(k1, n1, k2, n2, difference) >= -log(tail)

    low, high = _edge(value, -1.0, ruled_out), _edge(value, 1.0, ruled_out)
    p_value = 1.0 if value <= limit else exp(min(_best(k1, n1, k2, n2, limit) - free, 0.0))
    return Bound(value - limit, low - limit, high - limit, p_value)


def _averaged(k: float, n: float) -> float:
    return lgamma(k + 0.5) + lgamma(n - k + 0.5) - lgamma(n + 1) - log(pi)


def _told(k: float, n: float, share: float) -> float:
    rows = ((k, share), (n - k, 1 - share))
    return sum(number * (log(chance) if chance > 0 else -inf) for number, chance in rows if number)


def _best(k1: float, n1: float, k2: float, n2: float, difference: float) -> float:
    """Return the largest log likelihood of two shares that differ by `difference`.

    References
    ----------
    Miettinen, O. and Nurminen, M. (1985). Comparative analysis of two rates. Statistics in Medicine 4, 213-226: the share is
    the root of a cubic.
    """
    rows, hits = n1 + n2, k1 + k2
    square = ((n2 + 2 * n1) * difference - rows - hits) / (3 * rows)
    linear = ((n1 * difference - rows - 2 * k1) * difference + hits) / (3 * rows)
    constant = k1 * difference * (1 - difference) / rows
    shift = square**3 - 1.5 * square * linear + constant / 2
    size = copysign(sqrt(max(square**2 - linear, 0.0)), shift)
    turn = (pi + acos(min(max(shift / size**3, -1.0), 1.0))) / 3 if size else 0.0
    low, high = max(0.0, -difference), min(1.0, 1.0 - difference)
    share = min(max(2 * size * cos(turn) - square, low), high)
    return _told(k1, n1, share) + _told(k2, n2, min(max(share + difference, 0.0), 1.0))


def _edge(value: float, end: float, ruled_out: Callable[[float], bool]) -> float:
    inside, outside = value, end
    if not ruled_out(end):
        return end
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        if ruled_out(middle):
            outside = middle
        else:
            inside = middle
    return outside
