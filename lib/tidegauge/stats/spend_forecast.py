"""Where spend ends: the usual hour of the week times the recent level, with an interval from its own past errors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from tidegauge.stats.estimate import Floats

WEEK, DAY = 168, 24
"""Hours."""
LEAST = 14 * DAY
"""Hours of history that a forecast stands on: every hour of the week twice."""
FEWEST = 8
"""Past forecasts that an interval stands on."""
RECENT = 7
"""Days that the present level is read from."""
HALF_LIFE = 3.0
"""Weeks after which what happened counts half."""
LEVEL = 0.9
"""Coverage of the interval."""

Slots = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class SpendForecast:
    """What is still to come. `path` is the money expected by the end of each hour ahead, its last value the sum.

    `low` and `high` are what all of the path is multiplied by for a 90% interval, nan without enough `origins`: past
    moments at the same hour of the day that the same was forecast from. `error` is their median relative error. `tried`
    counts the moments that had an interval of their own, made of what was known then, and `held` those at which it held.
    """

    path: Floats
    low: float
    high: float
    error: float
    origins: int
    tried: int = 0
    held: int = 0


def spend_forecast(
    hourly: Floats, slots: Slots, ahead: Slots, first: float = 1.0, level: float = LEVEL
) -> SpendForecast | None:
    """Return the forecast of the hours after `hourly`, or None with less than two weeks of them.

    The mean of each hour of the week, newer weeks counting more, times the median of how the last seven days stood
    to it: one wild night does not move it, a new level does within four days. The interval is that of the errors which
    the same rule made from every earlier day at this hour, so it holds whatever the noise is made of.

    Parameters
    ----------
    hourly : shape (n,), money an hour, oldest first, without gaps: an hour without calls is 0.
    slots : shape (n,), the hour of the week (0 to 167, local time) of each.
    ahead : shape (h,), the hours of the week still to come.
    first : the part of the first hour ahead that is still to come.
    level : coverage of the interval.

    Examples
    --------
    Five weeks that repeat exactly, one day ahead:

    >>> slots = np.arange(5 * WEEK) % WEEK
    >>> hourly = 1.0 + (slots % 24 >= 8)
    >>> found = spend_forecast(hourly, slots, np.arange(24))
    >>> round(float(found.path[-1]), 6), round(found.low, 3), round(found.high, 3), found.origins
    (40.0, 1.0, 1.0, 21)
    >>> found.tried
    13

    References
    ----------
    Hyndman, R. J. and Athanasopoulos, G. (2021). Forecasting: principles and practice, 3rd ed., 5.2 (seasonal naive) and
    5.10 (rolling origin). Vovk, V., Gammerman, A. and Shafer, G. (2005). Algorithmic learning in a random world (an
    interval from past errors).
    """
    if len(hourly) < LEAST or not len(ahead):
        return None
    weights = np.ones(len(ahead))
    weights[0] = first
    path = np.cumsum(_expected(hourly, slots, ahead) * weights)
    ratios = _past_ratios(hourly, slots, weights)
    low, high = _interval(ratios, len(ahead), level)
    error = float(np.median(np.abs(ratios - 1))) if len(ratios) else float("nan")
    held = _held(ratios[::-1], len(ahead), level)
    return SpendForecast(path, low, high, error, len(ratios), len(held), sum(held))


def _expected(hourly: Floats, slots: Slots, ahead: Slots) -> Floats:
    profile = _profile(hourly, slots)
    return np.asarray(_present(hourly, profile[slots]) * profile[ahead])


def _profile(hourly: Floats, slots: Slots) -> Floats:
    """Return the usual money of each hour of the week; of one never seen, that of the hour of the day."""
    age = np.arange(len(hourly))[::-1] / WEEK
    weights = 0.5 ** (age / HALF_LIFE)
    money, weight = (np.bincount(slots, weights=one, minlength=WEEK) for one in (weights * hourly, weights))
    by_hour = money.reshape(7, DAY).sum(0) / np.maximum(weight.reshape(7, DAY).sum(0), 1e-12)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(weight > 0, money / weight, np.tile(by_hour, 7))


def _present(hourly: Floats, usual: Floats) -> float:
    """Return how the last days stood to the usual ones: the median of their ratios."""
    days = min(RECENT, len(hourly) // DAY)
    recent, expected = (one[-days * DAY :].reshape(days, DAY).sum(1) for one in (hourly, usual))
    known = expected > 0
    return float(np.median(recent[known] / expected[known])) if known.any() else 1.0


def _past_ratios(hourly: Floats, slots: Slots, weights: Floats) -> Floats:
    """Return actual / forecast of the same stretch, from every earlier day at this hour that had two weeks before it."""
    horizon, n = len(weights), len(hourly)
    origins = [at for at in range(n - horizon, LEAST - 1, -1) if (n - at) % DAY == 0]
    pairs = [_pair(hourly, slots, weights, at) for at in origins]
    return np.array([actual / forecast for actual, forecast in pairs if forecast > 0])


def _pair(hourly: Floats, slots: Slots, weights: Floats, at: int) -> tuple[float, float]:
    after = slice(at, at + len(weights))
    forecast = _expected(hourly[:at], slots[:at], slots[after]) @ weights
    return float(hourly[after] @ weights), float(forecast)


def _held(ratios: Floats, horizon: int, level: float) -> list[bool]:
    """Return for each past moment whether its interval held: one made of stretches that were over by then. Oldest first."""
    days, found = -(-horizon // DAY), []
    for place in range(FEWEST + days - 1, len(ratios)):
        low, high = _interval(ratios[: place - days + 1], horizon, level)
        found.append(bool(low <= ratios[place] <= high))
    return found


def _interval(ratios: Floats, horizon: int, level: float) -> tuple[float, float]:
    """Return the factors between which the next ratio lies: past quantiles, or wider where the errors are few.

    Errors of stretches that overlap say the same thing: of so many days at a horizon of three a third is counted.
    """
    n, tail = len(ratios), (1 - level) / 2
    if n < FEWEST:
        return float("nan"), float("nan")
    worth = max(n * DAY / max(horizon, DAY), 3.0)
    logs = np.log(np.maximum(ratios, 1e-3))
    low, high = np.quantile(logs, [tail, 1 - tail], method="weibull")
    if worth * tail < 1:
        reach = stats.t.ppf(1 - tail, worth - 1) * logs.std(ddof=1) * np.sqrt(1 + 1 / worth)
        low, high = min(low, logs.mean() - reach), max(high, logs.mean() + reach)
    return float(np.exp(low)), float(np.exp(high))
