"""What is asked of the rows of a filter, and not of gathered ones, put together from days where the store keeps those."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Protocol

import polars as pl
import sqlalchemy as sa

from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.queries.relation import Rows
from tidegauge.reports._daily import together
from tidegauge.reports._pieces import days_of_sides, keeps_days, one_side
from tidegauge.reports.source import Source
from tidegauge.stores.days.question import DayQuestion, Shape


class AskOfRows(Protocol):
    """Makes the question of a filter's rows; with `daily` its rows are those of days, and say in `day` of which."""

    def __call__(self, rows: Rows, asked: TraceFilter, *, daily: bool = False) -> sa.Select[Any]:
        """Return the Select."""


def summed_rows(source: Source, asked: TraceFilter, ask: AskOfRows, keys: Sequence[str]) -> pl.DataFrame:
    """Return what `ask` sums up by side and `keys`."""
    merge = partial(together, keys=("side", *keys))
    found = rows_by_day(source, asked, ask, merge=merge)
    return source.store.read(ask(source.rows(asked), asked)) if found is None else merge(found)


def read_kept(source: Source, asked: TraceFilter, query: sa.Select[Any]) -> pl.DataFrame:
    """Return the rows of a query that reads no spans but from a filter's windows, and from between them."""
    if not keeps_days(source, asked):
        return source.store.read(query)
    windows = [side.window for side in asked.sides]
    reach = Window(min(one.start for one in windows), max(one.end for one in windows))
    return source.store.read_kept(query, [reach])


def rows_by_day(
    source: Source, asked: TraceFilter, ask: AskOfRows, shape: Shape | None = None, merge: Shape | None = None
) -> pl.DataFrame | None:
    """Return the rows of `ask` of each day and side, one below the other; None where the store keeps no days.

    `shape` makes of the rows what is kept of them, and `merge` of several days' rows those of all.
    """
    if not keeps_days(source, asked):
        return None

    def question(side: Population) -> DayQuestion:
        # The rows of the whole filter: from when on scores count is not to change from one day to the next.
        return DayQuestion(
            lambda window: ask(source.rows(asked), one_side(asked, side, window), daily=True),
            shape,
            merge=merge,
        )

    found = days_of_sides(source.store, asked, question)
    return pl.concat([frame for _, frame in found], how="vertical_relaxed")
