"""Kitagawa's decomposition: how much of a total ratio's change is rates, and how much is mix."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tidegauge.stats.estimate import Floats, floats


@dataclass(frozen=True, eq=False)
class Decomposition:
    """The change of sum(a) / sum(b), current minus reference, and what each segment adds to it.

    `rate` + `mix` = `change`, and each is the sum of its segments (`rate_by_segment`, `mix_by_segment`, shape (m,)).
    """

    change: float
    rate: float
    mix: float
    rate_by_segment: Floats
    mix_by_segment: Floats


def kitagawa(
    a_reference: ArrayLike, b_reference: ArrayLike, a_current: ArrayLike, b_current: ArrayLike
) -> Decomposition:
    """Split the change of a total ratio over the segments of one dimension.

    The rate part is what would have happened with the shares held at their mean; the mix part with the rates held at
    theirs. A total that moves by mix alone means "other traffic", not "worse answers".

    Parameters
    ----------
    a_..., b_... : numerator and denominator per segment and window, shape (m,): errors and calls, cost and sessions.
        A segment that one window lacks (b = 0) takes the other window's rate, so all it does is mix. A window without
        any b gives nan.

    Returns
    -------
    Decomposition
        In the unit of a / b. A segment's mix is measured from the mean of the two totals, so that more traffic to
        an average segment counts as nothing; the sum is the same.

    Examples
    --------
    Planted: no segment's rate moves (1 % and 10 %), traffic does.

    >>> shift = kitagawa([9, 10], [900, 100], [5, 50], [500, 500])
    >>> round(shift.change, 4), round(shift.rate, 4), round(shift.mix, 4)
    (0.036, 0.0, 0.036)

    References
    ----------
    Kitagawa, E. M. (1955). Components of a difference between two rates. JASA 50, 1168-1194.
    """
    a1, b1, a2, b2 = (
        np.nan_to_num(array, nan=0.0) for array in floats(a_reference, b_reference, a_current, b_current)
    )
    rate1, rate2 = _rates(a1, b1, a2, b2)
    with np.errstate(divide="ignore", invalid="ignore"):
        share1, share2 = b1 / b1.sum(), b2 / b2.sum()
    total1, total2 = (share1 * rate1).sum(), (share2 * rate2).sum()
    rate = (share1 + share2) / 2 * (rate2 - rate1)
    mix = (share2 - share1) * ((rate1 + rate2) / 2 - (total1 + total2) / 2)
    return Decomposition(float(total2 - total1), float(rate.sum()), float(mix.sum()), rate, mix)


def _rates(a1: Floats, b1: Floats, a2: Floats, b2: Floats) -> tuple[Floats, Floats]:
    with np.errstate(divide="ignore", invalid="ignore"):
        rate1, rate2 = a1 / b1, a2 / b2
    first, second = np.where(b1 > 0, rate1, rate2), np.where(b2 > 0, rate2, rate1)
    return np.where((b1 > 0) | (b2 > 0), first, 0), np.where((b1 > 0) | (b2 > 0), second, 0)
