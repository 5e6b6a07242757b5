"""Calls held against others in the same windows."""

from dataclasses import replace

import numpy as np
from scipy import special

from tidegauge.alerts.history.estimates import estimates
from tidegauge.alerts.history.expected import Expected, levels_of, variation
from tidegauge.alerts.history.judged import Held, Judged, chance, held_against, judged, most
from tidegauge.alerts.history.records import History
from tidegauge.settings_alerts import RuleTable
from tidegauge.stats.alerting.sums import Sums
from tidegauge.stats.estimate import Estimate, Floats
from tidegauge.stats.normal import critical


def beside(candidate: History, control: History, table: RuleTable, firings: float) -> Judged:
    """Return in which windows the candidate is off beyond chance, with its dispersion taken from the control's baseline."""
    places = _places(candidate, control)
    now = control.sums.map(lambda one: _aligned(one[control.grid.asked], places))
    if candidate.kind in {"quantile", "calibration"}:
        return _by_intervals(candidate, control, places, now, table, firings)
    factor = _aligned(variation(control, most(table))[None, :], places)[0]
    usual = levels_of(candidate, now, now)
    # With nothing beside it there is nothing to compare with: the control's baseline is another time.
    usual = replace(usual, n=np.where(now.n >= table.minimum_n, now.b, 0.0))
    return held_against(candidate, Expected(usual, np.nan_to_num(factor, nan=1.0), now.n), table, firings)


def _places(candidate: History, control: History) -> list[int]:
    known = {segment: place for place, segment in enumerate(control.segments)}
    return [known.get(segment, -1) for segment in candidate.segments]


def _aligned(values: Floats, places: list[int]) -> Floats:
    """Return the columns at these places; where there is none, zeros."""
    wide = np.hstack([values, np.zeros((values.shape[0], 1))])
    return np.asarray(wide[:, places])


def _by_intervals(
    candidate: History, control: History, places: list[int], now: Sums, table: RuleTable, firings: float
) -> Judged:
    """Return the same of a quantile: both have intervals, and an interval is so many standard errors wide."""
    known = (candidate.sums.n[candidate.grid.asked] >= table.minimum_n) & (now.n >= table.minimum_n)
    own = estimates(candidate, known)
    there = control.sums.n[control.grid.asked] >= table.minimum_n
    found = estimates(control, there)
    other = Estimate(*(_aligned(one, places) for one in (found.value, found.low, found.high, found.n)))
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.hypot(own.high - own.low, other.high - other.low) / (2 * critical(0.95))
        z = (own.value - other.value) / error
    p_value = chance(special.ndtr(-z), special.ndtr(z), candidate.metric, table.direction)
    held = Held(own, other.value, now.n, p_value, known & np.isfinite(p_value))
    return judged(candidate.metric, table, firings, held)
