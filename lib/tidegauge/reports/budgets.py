"""Budgets: what of each is used, when it was half and most of it, where its period ends and when it breaks."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl

from tidegauge.filters import Window
from tidegauge.hours import HOUR, floor_hour
from tidegauge.prices.book import PriceBook
from tidegauge.reports._cost.money import STEP
from tidegauge.reports._cost.periods import before, hour_of_week, period_of
from tidegauge.reports._cost.records import Breach, BudgetState
from tidegauge.reports._cost.spend_series import (
    HISTORY,
    SpendQuarters,
    chips,
    judging_quarters,
    quarters,
)
from tidegauge.reports.source import Source
from tidegauge.settings_cost import BudgetTable, CostTable
from tidegauge.stats.estimate import Floats
from tidegauge.stats.spend_forecast import SpendForecast, spend_forecast

LEVELS = {"half": 0.5, "most": 0.8, "over": 1.0}
"""The states of a budget beyond `under`, and the share of the limit that each begins at."""
UNUSUAL = 1.75
"""Times the usual that the last hour must have cost for its pace to be told: single hours differ."""
PAST = 7
"""Earlier periods that are looked at."""
NO_JUDGING: Mapping[date, float] = {}


def budgets(
    source: Source,
    table: CostTable,
    at: datetime,
    time_zone: str = "UTC",
    judging: Mapping[date, float] = NO_JUDGING,
) -> tuple[BudgetState, ...]:
    """Return every budget's state at a moment (UTC): those over their limit first, then by the share that is used.

    `time_zone` is that of budgets without their own; `judging` is US dollars by UTC day.

    Raises:
        FilterError: the store lacks an attribute of a budget.
    """
    found = [
        state
        for name in table.budgets
        for state in budget_states(source, table, name, at, time_zone, judging)
    ]
    return in_order(found)


def in_order(states: Iterable[BudgetState]) -> tuple[BudgetState, ...]:
    """Return budgets as they are read: what is over, or nearest to it, comes first."""
    return tuple(sorted(states, key=lambda one: (-one.share, one.name, one.value or "")))


def budget_states(
    source: Source,
    table: CostTable,
    name: str,
    at: datetime,
    time_zone: str = "UTC",
    judging: Mapping[date, float] = NO_JUDGING,
) -> tuple[BudgetState, ...]:
    """Return the state of one budget, or of each value of its dimension: what an alert condition asks.

    Raises:
        FilterError: the store lacks an attribute of the budget.
        KeyError: no budget of that name.
    """
    budget = table.budgets[name]
    zone = budget.time_zone or time_zone
    period = period_of(at, budget.every, zone)
    start = min(floor_hour(at - HISTORY), period.start)
    first = source.store.catalog().first
    # Before the store's first row there was no traffic to learn from: an hour without calls is not an hour of none.
    start = start if first is None else max(start, min(floor_hour(first) + HOUR, period.start))
    if budget.of == "judging":
        series = [judging_quarters(judging, PriceBook(table).scale, start, at)]
    else:
        series = quarters(source, table, budget, start, at)
    return tuple(_state(name, budget, one, period, zone) for one in series)


def _state(name: str, budget: BudgetTable, series: SpendQuarters, period: Window, zone: str) -> BudgetState:
    inside = max((period.start - series.start) // STEP, 0)
    money = series.money[inside:]
    used, calls = float(money.sum()), float(series.calls[inside:].sum())
    found = _forecast(series, period, zone)
    end = None if found is None else used + float(found.path[-1])
    low, high = _ends(used, found)
    over = used >= budget.limit
    return BudgetState(
        name=name,
        value=series.value,
        limit=budget.limit,
        every=budget.every,
        where=chips(budget, series.value),
        time_zone=zone,
        start=period.start,
        end=period.end,
        at=series.at,
        used=used,
        state=_level(used / budget.limit),
        projected=end,
        low=low,
        high=high,
        error=None if found is None or np.isnan(found.error) else found.error,
        origins=0 if found is None else found.origins,
        breach=None if over or found is None else _breach(budget.limit - used, found, series, period.end),
        crossed=_crossed(money, budget.limit, max(period.start, series.start)),
        was_over=_was_over(series, budget, period, zone),
        unknown=float(series.unknown[inside:].sum()) / calls if calls else 0.0,
        tried=0 if found is None else found.tried,
        held=0 if found is None else found.held,
    )


def _level(share: float) -> str:
    reached = [name for name, least in LEVELS.items() if share >= least]
    return reached[-1] if reached else "under"


def _forecast(series: SpendQuarters, period: Window, zone: str) -> SpendForecast | None:
    """Return the forecast of what is left of the period; the hour that is under way is no history yet."""
    now = floor_hour(series.at)
    hours = (now - series.start) // HOUR
    per_hour = int(HOUR / STEP)
    lead = (-series.start.minute % 60) // int(STEP / timedelta(minutes=1))
    whole = series.money[lead : lead + (hours * per_hour)]
    whole = whole[: len(whole) // per_hour * per_hour].reshape(-1, per_hour).sum(1)
    left = -((now - period.end) // HOUR)
    if left <= 0 or series.at >= period.end:
        return None
    slots = np.array(
        [hour_of_week(series.start + HOUR * place, zone) for place in range(len(whole))], dtype=np.int64
    )
    ahead = np.array([hour_of_week(now + HOUR * place, zone) for place in range(left)], dtype=np.int64)
    return spend_forecast(whole, slots, ahead, first=1 - (series.at - now) / HOUR)


def _ends(used: float, found: SpendForecast | None) -> tuple[float | None, float | None]:
    if found is None or np.isnan(found.low):
        return None, None
    rest = float(found.path[-1])
    return used + rest * found.low, used + rest * found.high


def _breach(left: float, found: SpendForecast, series: SpendQuarters, end: datetime) -> Breach | None:
    """Return when the path reaches what is left of the limit; None where even its upper end, and the pace of now, do not."""
    at = series.at
    expected = _reached(found.path, left, at, end)
    known = not np.isnan(found.low)
    upper = _reached(found.path * found.high, left, at, end) if known else None
    latest = _reached(found.path * found.low, left, at, end) if known else None
    soonest = [one for one in (upper, _at_pace(left, series, found, end)) if one is not None]
    if expected is None and not soonest:
        return None
    return Breach(expected or end, min(soonest, default=None), latest)


def _at_pace(left: float, series: SpendQuarters, found: SpendForecast, end: datetime) -> datetime | None:
    """Return when the limit is reached if it goes on as in the last hour, where that is more than is usual at this hour.

    What is not usual, such as a loop, no forecast from other weeks can know.
    """
    pace = float(series.money[-int(HOUR / STEP) - 1 : -1].sum())
    if len(found.path) < 2 or pace <= (found.path[1] - found.path[0]) * UNUSUAL:
        return None
    reached = series.at + HOUR * (left / pace)
    return reached if reached < end else None


def _reached(path: Floats, amount: float, at: datetime, end: datetime) -> datetime | None:
    place = int(np.searchsorted(path, amount))
    if place >= len(path):
        return None
    already = float(path[place - 1]) if place else 0.0
    part = (amount - already) / (float(path[place]) - already)
    return min(_hour_end(at, place) - (1 - part) * _hour_length(at, place), end)


def _hour_end(at: datetime, place: int) -> datetime:
    return floor_hour(at) + HOUR * (place + 1)


def _hour_length(at: datetime, place: int) -> timedelta:
    return HOUR if place else _hour_end(at, 0) - at


def _crossed(money: Floats, limit: float, start: datetime) -> dict[str, datetime]:
    """Return when each level was reached, within the quarter of an hour in proportion to its money."""
    path, found = np.cumsum(money), {}
    for name, least in LEVELS.items():
        place = int(np.searchsorted(path, least * limit))
        if place < len(path):
            already = path[place - 1] if place else 0.0
            found[name] = start + STEP * (place + (least * limit - already) / (path[place] - already))
    return found


def _was_over(series: SpendQuarters, budget: BudgetTable, period: Window, zone: str) -> tuple[datetime, ...]:
    """Return the beginnings of earlier periods, all of which the series holds, that went over the limit."""
    found, one = [], period
    for _ in range(PAST):
        one = before(one, budget.every, zone)
        if one.start < series.start:
            break
        places = slice((one.start - series.start) // STEP, (one.end - series.start) // STEP)
        if series.money[places].sum() > budget.limit:
            found.append(one.start)
    return tuple(found)


def table(states: tuple[BudgetState, ...]) -> pl.DataFrame:
    """Return the budgets as a frame, a row each: what a gateway reads."""
    names = ("name", "value", "limit", "every", "time_zone", "start", "end", "at", "used", "share", "state")
    more = ("projected", "low", "high", "error", "origins", "tried", "held", "unknown")
    return pl.DataFrame(
        [{name: getattr(one, name) for name in (*names, *more)} for one in states], infer_schema_length=None
    )
