"""Phase I: what the baseline's points say of level, spread, season and neighbours, frozen into one record."""

from dataclasses import replace

import numpy as np

from tidegauge.stats.estimate import Floats
from tidegauge.stats.spc import _model, autocorrelation, dispersion
from tidegauge.stats.spc._records import Baseline, Kind, Subgroups, values
from tidegauge.stats.spc.seasonality import Season, season


def fit(
    method: str, groups: Subgroups, *, measured_spread: bool, floor: float = 0.0, smooths: bool = False
) -> Baseline:
    """Return the frozen baseline.

    Parameters
    ----------
    method : the method's name, kept in the record.
    groups : the baseline's points.
    measured_spread : multiply chance's sigma with the measured spread (sigma z).
    floor : the least that the measured spread counts for.
    smooths : the chart adds points up, and so is misled by neighbours twice: in sigma, and in what their sum says.

    Raises:
        BaselineError: fewer than two points have a value.
    """
    groups = _with_spread(groups) if measured_spread else groups
    found = season(groups)
    base = _model.chance(method, groups, found)
    z = _model.standardised(base, groups)
    spread = dispersion.sigma_z(z) * _fitting(found)
    r = autocorrelation.lag_1(_tamed(z))
    near = autocorrelation.unbiased(r, base.points)
    close = autocorrelation.marginal(near) if autocorrelation.material(r, base.points) else 1.0
    summed = autocorrelation.widening(near) if smooths and close > 1 else 1.0
    used = max(spread, floor) if measured_spread or groups.kind is Kind.VALUE else 1.0
    return replace(
        base,
        sigma_z=spread if groups.kind is not Kind.VALUE else 1.0,
        autocorrelation=near,
        widening=close * summed,
        factor=used * close * _predicting(found),
    )


def _with_spread(groups: Subgroups) -> Subgroups:
    """Means of single rows have no spread within, only from one to the next."""
    alone = groups.kind is Kind.MEAN and not (groups.n > 1).any()
    return values(groups.value, groups.phase) if alone else groups


def _tamed(z: Floats) -> Floats:
    """One wild point in the baseline would hide how much the others resemble their neighbours."""
    known = z[~np.isnan(z)]
    reach = 4 * 1.4826 * float(np.median(np.abs(known - np.median(known))))
    return np.clip(z, np.median(known) - reach, np.median(known) + reach) if reach > 0 else z


def _fitting(found: Season | None) -> float:
    """A profile of c points a phase takes 1 / c of the baseline's variance with it."""
    return 1.0 if found is None else float(np.sqrt(found.cycles / (found.cycles - 1)))


def _predicting(found: Season | None) -> float:
    """... and adds as much to a new point's distance from it."""
    return 1.0 if found is None else float(np.sqrt(1 + 1 / found.cycles))
