"""Hours with far more events than is usual for that hour, allowing for counts that vary more than chance."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from tidegauge.stats.estimate import Floats

DAY, WEEK = 24, 168
"""Hours."""
ALPHA = 0.001
"""The chance of a false alarm over all hours looked at, were the counts negative binomial with a known dispersion; with
the one that is estimated 24 of 1,000 weeks of counts with five times the variance of chance had one."""
TIMES, MORE = 2.0, 10
"""An hour also has twice the usual events, and ten more than that."""
LEAST, ACTIVE = 14 * DAY, 0.2
"""Hours of which usual is told, and the share of them that must have had events: of a few batches nothing is usual."""
CALM = 0.98
"""The share of the hours that say how much counts vary."""


@dataclass(frozen=True)
class Burst:
    """Hours `first` to `last`, both included; `events` counts beyond the usual."""

    first: int
    last: int
    events: float


def bursts(counts: Floats, since: int, looked_at: int = 1) -> list[Burst]:
    """Return the runs of hours from `since` on whose counts are beyond their limits; a gap of one hour is bridged.

    What is usual is the larger of the medians of the same hour of the day and of the week on the other days; the limit is
    that of a negative binomial count with the dispersion of its other hours, so that a key whose traffic always comes in
    heaps is not told for it. Medians, so that the burst itself does not hide in what is usual.

    Parameters
    ----------
    counts : shape (n,), events an hour, oldest first.
    since : the first hour that is looked at; those before it only say what is usual.
    looked_at : how many such series are looked at together; the limits are those of all.

    Examples
    --------
    >>> counts = np.full(21 * 24, 30.0)
    >>> counts[490:494] = 280.0
    >>> bursts(counts, since=14 * 24)
    [Burst(first=490, last=493, events=1000.0)]

    References
    ----------
    Farrington, C. P., Andrews, N. J., Beale, A. D. and Catchpole, M. A. (1996). A statistical algorithm for the early
    detection of outbreaks of infectious disease. JRSS A 159, 547-563 (limits from comparable hours, over-dispersed).
    Noufaily, A. et al. (2013). Statistics in Medicine 32, 1206-1222 (negative binomial limits).
    """
    if len(counts) < LEAST or np.count_nonzero(counts) < ACTIVE * len(counts):
        return []
    usual = np.maximum(_medians(counts, DAY), _medians(counts, WEEK))
    chance = ALPHA / max((len(counts) - since) * looked_at, 1)
    beyond = (counts > _limits(counts, usual, chance)) & (counts >= TIMES * usual + MORE)
    beyond[:since] = False
    return [
        Burst(int(run[0]), int(run[-1]), float((counts - usual)[run[0] : run[-1] + 1].sum()))
        for run in _runs(np.flatnonzero(beyond))
    ]


def _limits(counts: Floats, usual: Floats, chance: float) -> Floats:
    """Return the counts that are passed with that chance when each is negative binomial about its usual one.

    The dispersion is the mean one, the wildest fiftieth of the hours left out: among those are the bursts.
    """
    level = np.maximum(usual, 1.0)
    wild = np.sort((counts - usual) ** 2 / level)
    dispersion = max(float(wild[: max(int(CALM * len(wild)), 1)].mean()), 1.0 + 1e-6)
    # Many hours are usual alike: each limit is looked for once.
    distinct, place = np.unique(level, return_inverse=True)
    return np.asarray(stats.nbinom.isf(chance, distinct / (dispersion - 1), 1 / dispersion))[place]


def usual_of(values: Floats) -> Floats:
    """Return what is usual at each hour, as `bursts` takes it: of money as of counts."""
    return np.asarray(np.maximum(_medians(values, DAY), _medians(values, WEEK)))


def _medians(counts: Floats, period: int) -> Floats:
    """Return the median of the same hour of other days (or weeks); where there are none, that of all hours."""
    found = np.empty(len(counts))
    for phase in range(period):
        places = np.arange(phase, len(counts), period)
        found[places] = np.median(counts[places]) if len(places) > 2 else np.nan
    whole = float(np.median(counts)) if len(counts) else 0.0
    return np.where(np.isnan(found), whole if period == DAY else 0.0, found)


def _runs(places: np.ndarray) -> list[np.ndarray]:
    return [run for run in np.split(places, np.flatnonzero(np.diff(places) > 2) + 1) if len(run)]
