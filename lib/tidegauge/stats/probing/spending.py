"""What each look may cost: chances of a false alarm that add up to no more than 5 %, however long one looks."""

import numpy as np
from scipy import special

from tidegauge.stats.verdict import ALPHA

_FIRST = 10_000


def allowance(look: int, alpha: float = ALPHA) -> float:
    """Return the chance of a false alarm that look number `look` may have, counted from 1.

    In proportion to 1 / ((look + 1) ln(look + 1)**2): the sum over all looks is `alpha`, and it falls hardly faster than
    any sequence with a sum must. So nobody has to say beforehand how long they will look.

    >>> [float(f"{allowance(look):.2g}") for look in (1, 10, 200, 1460)]
    [0.025, 0.00037, 4.2e-06, 3.1e-07]

    References
    ----------
    Lan, K. K. G. and DeMets, D. L. (1983). Discrete sequential boundaries for clinical trials. Biometrika 70, 659-663.
    Foster, D. P. and Stine, R. A. (2008). Alpha-investing. JRSS B 70, 429-444.
    """
    return alpha * _weight(float(look)) / _WHOLE


def over_looks(p_value: float, look: int, alpha: float = ALPHA) -> float:
    """Return a p-value adjusted for all looks: below `alpha` exactly where it is below what this look may cost.

    >>> over_looks(0.025, look=1) < 0.05, over_looks(0.0004, look=200)
    (False, 1.0)
    """
    return min(p_value * alpha / allowance(look, alpha), 1.0)


def _weight(look: float) -> float:
    return float(1 / ((look + 1) * np.log(look + 1) ** 2))


def _sum() -> float:
    """Return the sum of all weights: the first ones, and for the others the integral with Euler's correction."""
    head = sum(_weight(float(look)) for look in range(1, _FIRST))
    return head + float(1 / special.xlogy(1, _FIRST + 1)) + _weight(_FIRST) / 2


_WHOLE = _sum()
