"""Spend in quarters of an hour, up to a moment: what budgets are counted from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
import polars as pl

from tidegauge.filters import Condition, Population, TraceFilter, Window, parse_condition
from tidegauge.reports._cost.money import STEP, in_order, money_over_time, place_of
from tidegauge.reports._cost.read import priced_models
from tidegauge.reports._cost.spenders import named, read_spenders
from tidegauge.reports.source import Source
from tidegauge.settings_cost import BudgetTable, CostTable
from tidegauge.stats.estimate import Floats

HISTORY = timedelta(weeks=9)
MOST_VALUES = 20
"""Values of a dimension that have a budget each: those that spent most."""


@dataclass(frozen=True, eq=False)
class SpendQuarters:
    """Money of each quarter of an hour from `start` (UTC) to `at`, the last one cut short there; shape (n,) each.

    `calls` and `unknown` count calls, and those without a cost. `value` is that of the budget's dimension.
    """

    value: str | None
    start: datetime
    at: datetime
    money: Floats
    calls: Floats
    unknown: Floats


def quarters(
    source: Source, table: CostTable, budget: BudgetTable, start: datetime, at: datetime
) -> list[SpendQuarters]:
    """Return the spend of a budget's calls from `start` to `at`, for each value of its dimension if it has one.

    Raises:
        FilterError: the store lacks an attribute of the budget.
    """
    asked = TraceFilter(Population(Window(start, at), tuple(map(parse_condition, budget.where))))
    priced = priced_models(source, asked, table)
    kept = _values(source, table, asked, budget.each)
    frame = money_over_time(source, asked, priced, budget.each, in_order(kept))
    names: Sequence[str | None] = kept if budget.each else [""]
    return [_of(frame, name, budget.each is not None, start, at) for name in names]


def _values(source: Source, table: CostTable, asked: TraceFilter, each: str | None) -> list[str | None]:
    if each is None:
        return []
    found = read_spenders(source, asked, priced_models(source, asked, table), each)
    return found["value"].to_list()[:MOST_VALUES]


def _of(frame: pl.DataFrame, name: str | None, each: bool, start: datetime, at: datetime) -> SpendQuarters:
    rows = frame.filter(pl.col("segment").eq_missing(pl.lit(name, pl.String)))
    size = -((start - at) // STEP)
    columns = {column: np.zeros(size) for column in ("money", "n", "unknown")}
    for column, array in columns.items():
        places = rows["bucket"].to_numpy().astype(np.int64) - place_of(start)
        np.add.at(array, places, rows[column].to_numpy().astype(np.float64))
    return SpendQuarters(named(name) if each else None, start, at, *columns.values())


def judging_quarters(
    days: Mapping[date, float], scale: float, start: datetime, at: datetime
) -> SpendQuarters:
    """Return judging's spend, of which only the days are known: each is spread evenly over its hours so far."""
    size = -((start - at) // STEP)
    money = np.zeros(size)
    for day, dollars in days.items():
        first = datetime.combine(day, time())
        low, high = max(first, start), min(first + timedelta(days=1), at)
        if low < high:
            places = slice((low - start) // STEP, -((start - high) // STEP))
            money[places] += dollars * scale / max(places.stop - places.start, 1)
    # Without any books nothing is known of judging: that is not a budget of which nothing is used.
    unknown = np.zeros(size) if days else np.ones(size)
    return SpendQuarters(None, start, at, money, np.ones(size), unknown)


def chips(budget: BudgetTable, value: str | None) -> tuple[str, ...]:
    """Return the chips that show a budget's calls."""
    more = [str(Condition(budget.each, "=", (value,)))] if budget.each and value is not None else []
    return (*budget.where, *more)
