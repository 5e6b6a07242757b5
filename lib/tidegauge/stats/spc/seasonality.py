"""The hour of the week or the day of the week: found in the baseline if it is there, and taken out first."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tidegauge.stats.estimate import Floats
from tidegauge.stats.spc._records import Kind, Subgroups

CYCLES = 3
"""Points that every phase must have in the baseline: of one or two weeks nobody can tell a season from a bad Monday."""

WORTH = 0.9
"""The season must shrink the spread of points it has not seen to this, or there is none."""

ALPHA = 0.001
"""... and differ from phase to phase by more than chance does, or a few weeks of noise have a season in every hundred."""

HOURS_OF_DAY = 24
HOURS_OF_WEEK = 168
PERIODS = (7, HOURS_OF_DAY, HOURS_OF_WEEK)
"""A baseline may lack the last phases: its period is the first of these that holds them all."""


@dataclass(frozen=True, eq=False)
class Season:
    """A profile by phase: factors with mean 1, or addends with mean 0. `cycles` is the points behind a phase."""

    profile: Floats
    additive: bool
    cycles: float


def season(groups: Subgroups) -> Season | None:
    """Return the season of a baseline, or None when there is none, or too little to tell.

    Of 168 hours of the week also the 24 hours of the day are tried, which needs three days instead of three weeks.
    The profile that predicts points best which it was not fitted to is taken, if it beats no season by a tenth.
    Values that are all positive have factors, others addends.

    Parameters
    ----------
    groups : the baseline, with `phase`.

    Examples
    --------
    Four weeks of days with busy weekends:

    >>> from tidegauge.stats.spc._records import values
    >>> noise = np.random.default_rng(3).normal(0, 3, 28)
    >>> day = np.arange(28) % 7
    >>> found = season(values(100.0 + 40 * (day > 4) + noise, day))
    >>> found.profile.round(1).tolist()
    [0.9, 0.9, 0.9, 0.9, 0.9, 1.3, 1.2]
    >>> season(values(100 + noise, day)) is None
    True

    References
    ----------
    Hyndman, R. J. and Athanasopoulos, G. (2021). Forecasting: Principles and Practice, 3rd ed., section 3.4. OTexts.
    """
    if groups.phase is None:
        return None
    known = ~np.isnan(groups.value)
    seen = Subgroups(groups.kind, groups.n[known], groups.s[known], groups.ss[known])
    tried = (_fitted(seen, part, part[groups.phase[known]]) for part in _parts(groups.phase))
    found = [one for one in tried if one is not None]
    best = min(found, key=lambda one: one[0], default=None)
    return best[1] if best is not None and best[0] < WORTH else None


def _parts(phase: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return, for each period to be tried, the place in it of every phase."""
    last = int(phase.max(initial=0))
    places = np.arange(next((period for period in PERIODS if last < period), last + 1))
    return [places, places % HOURS_OF_DAY] if places.size == HOURS_OF_WEEK else [places]


def _fitted(groups: Subgroups, part: NDArray[np.int64], at: NDArray[np.int64]) -> tuple[float, Season] | None:
    """Return how much of the spread is left on unseen points, and the season; `at` is each point's place in it."""
    count = np.bincount(at, minlength=int(part.max()) + 1)
    if part.max() == 0 or count.min() < CYCLES or _p_value(groups.value, at, count.size) > ALPHA:
        return None
    n, s = (np.bincount(at, array, minlength=count.size) for array in (groups.n, groups.s))
    others = (s[at] - groups.s) / (n[at] - groups.n)
    centre = groups.s.sum() / groups.n.sum()
    everybody = (groups.s.sum() - groups.s) / (groups.n.sum() - groups.n)
    with_season, without = (float(np.abs(groups.value - one).mean()) for one in (others, everybody))
    if without == 0:
        return None
    additive = groups.kind in {Kind.MEAN, Kind.VALUE} and bool((groups.value <= 0).any())
    level = s / n
    profile = level - centre if additive else level / centre
    return with_season / without, Season(profile[part], additive, float(count.mean()))


def _p_value(x: Floats, at: NDArray[np.int64], phases: int) -> float:
    """One-way analysis of variance."""
    means = np.bincount(at, x, minlength=phases) / np.bincount(at, minlength=phases)
    within = ((x - means[at]) ** 2).sum()
    between = ((means[at] - x.mean()) ** 2).sum()
    if within == 0:
        return 1.0 if between == 0 else 0.0
    free = x.size - phases
    return float(special.fdtrc(phases - 1, free, between / (phases - 1) / (within / free)))
