"""Error budgets: how fast failures use one up, how much of it is left, and when it ends."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tidegauge.stats import proportion
from tidegauge.stats.estimate import Estimate, Floats, floats

FAR = 12.0
"""A stretch that lies farther out than so many times the usual counts as that many: an outage is not noise."""


@dataclass(frozen=True)
class Pace:
    """One alert of the table: it speaks when both windows burn `factor` times or faster. Windows are in minutes."""

    long: int
    short: int
    factor: float
    page: bool


PACES = (
    Pace(60, 5, 14.4, page=True),
    Pace(6 * 60, 30, 6.0, page=True),
    Pace(3 * 24 * 60, 6 * 60, 1.0, page=False),
)
"""The recommended alerts: Site Reliability Workbook (2018), chapter 5, table 5-8. The first two wake somebody, the last is a ticket."""


def burn_rate(
    bad: ArrayLike, n: ArrayLike, objective: float, dispersion: float = 1.0, level: float = 0.95
) -> Estimate:
    """Return the pace at which calls use up an error budget: 1 uses all of it in exactly the objective's period.

    It is the share of bad calls over the share that the objective allows. The interval is Wilson's of that share, with
    calls that count `dispersion` times less where failures come in heaps.

    Parameters
    ----------
    bad : calls that were not good, 0..n, shape (m,) or a number.
    n : calls that could be told. 0 gives nan throughout.
    objective : the share that shall be good, between 0 and 1.
    dispersion : how many times more failures vary than by chance, at least 1 (see `dispersion`).
    level : coverage of the interval.

    Examples
    --------
    Of an objective of 99.9%, 1.44% of bad calls use up the budget 14.4 times too fast:

    >>> found = burn_rate(144, 10_000, 0.999)
    >>> [round(float(one), 1) for one in (found.value, found.low, found.high)]
    [14.4, 12.2, 16.9]

    References
    ----------
    Beyer, B. et al. (2018). The Site Reliability Workbook, chapter 5, "Alert on burn rate". O'Reilly.
    Rao, J. N. K. and Scott, A. J. (1992). A simple method for the analysis of clustered binary data. Biometrics 48,
    577-585 (counts divided by the factor that their variance is larger by).
    """
    hits, rows = floats(bad, n)
    factor = max(dispersion, 1.0)
    found = proportion.estimate(hits / factor, rows / factor, level)
    allowed = 1 - objective
    # Calls that were divided leave the share where it was; n is that of the calls themselves.
    return Estimate(found.value / allowed, found.low / allowed, found.high / allowed, rows)


def spent(burn: ArrayLike, minutes: float, period: float) -> Floats:
    """Return the share of a budget for `period` minutes that a pace uses up in so many of them.

    >>> float(spent(14.4, 60, 30 * 24 * 60).round(4)), float(spent(6, 360, 30 * 24 * 60).round(4))
    (0.02, 0.05)
    """
    return np.asarray(floats(burn)[0] * minutes / period)


def dispersion(bad: Floats, n: Floats) -> float:
    """Return how many times more failures vary between stretches of time than by chance, at least 1.

    Pearson's statistic over its degrees of freedom, with stretches that lie far out counted as far and no farther: of an
    outage the burn rate itself shall speak.

    Parameters
    ----------
    bad, n : shape (m,), bad calls and calls of each stretch; those without calls count nothing.

    Examples
    --------
    >>> dispersion(np.array([1.0, 0.0, 2.0, 1.0]), np.array([100.0, 100.0, 100.0, 100.0]))
    1.0

    References
    ----------
    McCullagh, P. and Nelder, J. A. (1989). Generalized Linear Models, 4.5.
    """
    used = n > 0
    hits, rows = bad[used], n[used]
    whole = rows.sum()
    share = hits.sum() / whole if whole else 0.0
    if not 0 < share < 1 or len(rows) < 2:
        return 1.0
    squares, factor = (hits - rows * share) ** 2 / (rows * share * (1 - share)), 1.0
    for _ in range(5):
        factor = max(float(np.minimum(squares, FAR * factor).sum() / (len(squares) - 1)), 1.0)
    return factor


def runs_out(bad: Floats, n: Floats, objective: float, burn: float) -> float | None:
    """Return after how many stretches the budget of a rolling period is used up, at a steady pace; None within no period.

    What is older than the period leaves it while new calls come: as many as on the mean since the first, bad at `burn`. A
    budget that is used up already gives 0.

    Parameters
    ----------
    bad, n : shape (m,), bad calls and calls of each stretch of the period, oldest first.
    objective : the share that shall be good.
    burn : the pace from now on.

    Examples
    --------
    Thirty days without a failure, and then ten times the share that is allowed: three days.

    >>> days = np.full(30, 1_000.0)
    >>> runs_out(np.zeros(30), days, objective=0.999, burn=10)
    3.0
    """
    allowed, size = 1 - objective, len(n)
    whole = float(n.sum())
    if not whole or np.isnan(burn):
        return None
    mean = whole / (size - int(np.flatnonzero(n)[0]))
    steps = np.arange(size + 1)
    gone_bad, gone = (np.concatenate([[0.0], np.cumsum(one)]) for one in (bad, n))
    # What is over the budget: bad calls of the period at each step less those that its calls allow.
    over = (bad.sum() - gone_bad) + steps * mean * burn * allowed - allowed * (whole - gone + steps * mean)
    reached = np.flatnonzero(over >= -1e-9 * whole)
    if not len(reached):
        return None
    first = int(reached[0])
    if not first:
        return 0.0
    before, after = float(over[first - 1]), float(over[first])
    return first - 1 + (-before) / (after - before)
