"""What every point is expected to be: the centre and the sigma that a frozen baseline gives it, season and all."""

from dataclasses import replace

import numpy as np

from tidegauge.stats.estimate import Floats
from tidegauge.stats.spc import dispersion
from tidegauge.stats.spc._records import Baseline, BaselineError, Kind, Subgroups
from tidegauge.stats.spc.autocorrelation import HOPELESS
from tidegauge.stats.spc.seasonality import Season
from tidegauge.stats.spread import RESOLUTION

LEAST_POINTS = 2

FAR = 1e6
"""Sigmas that stand for infinitely many, so that averages and sums of them stay numbers."""


def chance(method: str, groups: Subgroups, season: Season | None = None) -> Baseline:
    """Return the baseline in which rows vary by chance alone: the centre, the season, and sigma of one row.

    Raises:
        BaselineError: fewer than two points have a value.
    """
    value = groups.value
    known = ~np.isnan(value)
    points = int(np.count_nonzero(known))
    if points < LEAST_POINTS:
        raise BaselineError(f"{points} baseline points have a value, and limits need {LEAST_POINTS} or more.")
    centre = float(groups.s[known].sum() / groups.n[known].sum())
    base = Baseline(method, groups.kind, points, centre, sigma=1.0, typical_n=float(groups.n[known].mean()))
    if season is not None:
        base = replace(base, season=tuple(season.profile.tolist()), additive=season.additive)
    return replace(base, sigma=_row_sigma(base, groups))


def in_season(baseline: Baseline, groups: Subgroups, level: float) -> Floats:
    """Return what a level without season is at each point, shape (m,)."""
    profile = _profile(baseline, groups)
    return level + profile if baseline.additive else level * profile


def out_of_season(baseline: Baseline, groups: Subgroups) -> Floats:
    """Return the points with the season taken out, shape (m,)."""
    profile = _profile(baseline, groups)
    return groups.value - profile if baseline.additive else groups.value / profile


def centres(baseline: Baseline, groups: Subgroups) -> Floats:
    """Return the centre line at each point, shape (m,)."""
    return in_season(baseline, groups, baseline.centre)


def sigmas(baseline: Baseline, groups: Subgroups) -> Floats:
    """Return each point's sigma, shape (m,); nan at a gap."""
    # A VALUE is drawn as it is, whatever it was made of.
    rows = np.where(groups.n > 0, 1.0 if baseline.kind is Kind.VALUE else groups.n, np.nan)
    centre = centres(baseline, groups)
    match baseline.kind:
        case Kind.RATE:
            row = np.sqrt(np.clip(centre * (1 - centre), 0, None))
        case Kind.COUNT:
            row = np.sqrt(np.clip(centre, 0, None))
        case _:
            row = np.full(len(groups), baseline.sigma)
            row = row if baseline.additive else row * _profile(baseline, groups)
    return np.asarray(baseline.factor * row / np.sqrt(rows))


def standardised(baseline: Baseline, groups: Subgroups) -> Floats:
    """Return each point's distance from its centre in its own sigmas, shape (m,).

    Where sigma is 0 a point on the centre has 0, and any other point is FAR away.
    """
    centre = centres(baseline, groups)
    away = groups.value - centre
    # Points that never vary differ from their own mean by rounding.
    away[np.abs(away) <= RESOLUTION * np.abs(centre)] = 0
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.clip(np.where(away == 0, 0.0, away / sigmas(baseline, groups)), -FAR, FAR)


def carried(baseline: Baseline) -> float:
    """Return the share of each point's distance that it has from its neighbour; 0 where limits need not care."""
    return min(baseline.autocorrelation, HOPELESS) if baseline.widening > 1 else 0.0


def typical_sigma(baseline: Baseline) -> float:
    """Return the sigma of a point of the baseline's mean n at the centre, season left out."""
    one = np.ones(1)
    flat = replace(baseline, season=())
    return float(sigmas(flat, Subgroups(baseline.kind, one * baseline.typical_n, one, one))[0])


def _profile(baseline: Baseline, groups: Subgroups) -> Floats:
    if not baseline.season:
        return np.full(len(groups), 0.0 if baseline.additive else 1.0)
    if groups.phase is None:
        raise BaselineError("The baseline has a season, and the points do not say where in it they lie.")
    return np.asarray(baseline.season)[groups.phase]


def _row_sigma(baseline: Baseline, groups: Subgroups) -> float:
    match groups.kind:
        case Kind.RATE:
            return float(np.sqrt(max(baseline.centre * (1 - baseline.centre), 0)))
        case Kind.COUNT:
            return float(np.sqrt(max(baseline.centre, 0)))
        case Kind.MEAN:
            return dispersion.within(groups)
        case Kind.VALUE:
            return dispersion.moving_range_sigma(out_of_season(baseline, groups))
