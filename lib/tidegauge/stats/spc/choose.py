"""Which chart suits what the points are and how the baseline's points lie."""

from dataclasses import dataclass

import numpy as np

from tidegauge.stats.estimate import Floats
from tidegauge.stats.spc import _phase_one
from tidegauge.stats.spc._model import standardised
from tidegauge.stats.spc._records import Baseline, Kind, Subgroups, values
from tidegauge.stats.spc.dispersion import OVERDISPERSED

FEW_HITS = 5.0
"""Expected hits (or misses, if fewer) a point below which single points are too coarse for limits at three sigmas."""

SKEWED = 1.0
"""Skewness from which a normal distribution's limits signal falsely four times as often as they should (a gamma's)."""

ENOUGH_FOR_PERCENTILES = 370
"""Baseline points from which the baseline's own extremes are passed every 185 points at most: (m + 1) / 2."""


@dataclass(frozen=True)
class Choice:
    """The name of a chart, and why, as a sentence."""

    method: str
    reason: str


def choose(groups: Subgroups) -> Choice:
    """Return the chart for a baseline.

    Examples
    --------
    Two thousand calls a day with 2 % errors, as chance spreads them:

    >>> hits = np.random.default_rng(1).binomial(2000, 0.02, 60).astype(float)
    >>> choose(Subgroups(Kind.RATE, np.full(60, 2000.0), hits, hits)).method
    'p'

    Raises:
        BaselineError: fewer than two points have a value.
    """
    plain = _phase_one.fit("", groups, measured_spread=False)
    match groups.kind:
        case Kind.RATE | Kind.COUNT:
            return _of_hits(plain)
        case Kind.MEAN if plain.sigma > 0 and _overdispersion(plain) <= OVERDISPERSED:
            return Choice("x_bar_s", "Means vary as the spread within each point explains.")
        case _:
            return _of_values(groups)


def _of_hits(plain: Baseline) -> Choice:
    rate = plain.kind is Kind.RATE
    hits = plain.typical_n * (min(plain.centre, 1 - plain.centre) if rate else plain.centre)
    if hits < FEW_HITS:
        return Choice(
            "ewma",
            f"About {hits:.1f} hits a point are too few to judge single points: an average is charted.",
        )
    spread = _overdispersion(plain)
    if spread > OVERDISPERSED:
        name = "p_prime" if rate else "u_prime"
        return Choice(
            name, f"Points spread {spread:.1f} times as far as chance explains, so limits are as much wider."
        )
    return Choice("p" if rate else "u", f"Points spread as chance explains ({spread:.1f} times).")


def _overdispersion(plain: Baseline) -> float:
    return plain.sigma_z * plain.widening


def _of_values(groups: Subgroups) -> Choice:
    points = values(groups.value, groups.phase)
    base = _phase_one.fit("", points, measured_spread=True)
    skew = skewness(standardised(base, points))
    value = points.value[~np.isnan(points.value)]
    if skew <= SKEWED:
        return Choice(
            "individuals",
            "Points are charted as they are: their own spread from one to the next sets the limits.",
        )
    if value.min() > 0:
        return Choice(
            "log_individuals",
            f"Values are skewed to the right (skewness {skew:.1f}): limits are set on a log scale.",
        )
    if base.points >= ENOUGH_FOR_PERCENTILES:
        return Choice(
            "percentile",
            f"Values are skewed (skewness {skew:.1f}) and reach 0: limits are the baseline's own extremes.",
        )
    return Choice(
        "ewma",
        f"Values are skewed (skewness {skew:.1f}) and reach 0: an average is charted, which skewness disturbs least.",
    )


def skewness(x: Floats) -> float:
    """Return the sample skewness (third standardised moment) of the points with a value; 0 when they never vary.

    >>> round(skewness(np.array([1.0, 1.0, 1.0, 5.0])), 2)
    1.15
    """
    away = x[np.isfinite(x)] - x[np.isfinite(x)].mean()
    scale = np.sqrt((away**2).mean()) if away.size else 0.0
    return float((away**3).mean() / scale**3) if scale > 0 else 0.0
