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


@dataclass(frozen=True)
class Errors:
    """Standard errors of the two parts of a change."""

    rate: float
    mix: float


def standard_errors(
    n_reference: ArrayLike,
    s_reference: ArrayLike,
    ss_reference: ArrayLike,
    n_current: ArrayLike,
    s_current: ArrayLike,
    ss_current: ArrayLike,
) -> Errors:
    """Return the standard errors of `kitagawa`'s rate and mix, of a rate or mean (b = n).

    By the delta method: both parts are sums of products of a share and a rate, and both are drawn. The test draws samples
    and compares.

    Parameters
    ----------
    n_..., s_..., ss_... : rows, sum and sum of squares per segment and window, shape (m,); of a rate s = ss.

    Examples
    --------
    >>> found = standard_errors([900, 100], [9, 10], [9, 10], [500, 500], [5, 50], [5, 50])
    >>> round(found.rate, 4), round(found.mix, 4)
    (0.0106, 0.0069)
    """
    n1, s1, ss1, n2, s2, ss2 = (
        np.nan_to_num(one)
        for one in floats(n_reference, s_reference, ss_reference, n_current, s_current, ss_current)
    )
    rate1, rate2 = _rates(s1, n1, s2, n2)
    if not n1.sum() or not n2.sum():
        return Errors(float("nan"), float("nan"))
    share1, share2 = n1 / n1.sum(), n2 / n2.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        own = np.where(n1 > 1, (ss1 - s1 * rate1) / (n1 - 1) / n1, 0) + np.where(
            n2 > 1, (ss2 - s2 * rate2) / (n2 - 1) / n2, 0
        )
    own = np.maximum(own, 0)

    def scattered(worth: Floats) -> float:
        """The variance of both windows' means of what a row's segment is worth, when shares are drawn."""
        spread = [(share * (worth - (share * worth).sum()) ** 2).sum() for share in (share1, share2)]
        return float(spread[0] / n1.sum() + spread[1] / n2.sum())

    rate = (((share1 + share2) / 2) ** 2 * own).sum() + scattered((rate2 - rate1) / 2)
    mix = scattered((rate1 + rate2) / 2) + (((share2 - share1) / 2) ** 2 * own).sum()
    return Errors(float(np.sqrt(rate)), float(np.sqrt(mix)))


def _rates(a1: Floats, b1: Floats, a2: Floats, b2: Floats) -> tuple[Floats, Floats]:
    with np.errstate(divide="ignore", invalid="ignore"):
        rate1, rate2 = a1 / b1, a2 / b2
    first, second = np.where(b1 > 0, rate1, rate2), np.where(b2 > 0, rate2, rate1)
    return np.where((b1 > 0) | (b2 > 0), first, 0), np.where((b1 > 0) | (b2 > 0), second, 0)
