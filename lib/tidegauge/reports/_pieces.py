"""What asks a store for gathered calls day by day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge.filters import Condition, Grain, Population, TraceFilter, Window
from tidegauge.metrics.metric import Metric
from tidegauge.queries.flat import conditions_apart
from tidegauge.queries.sides import CURRENT, EPOCH, REFERENCE, Buckets
from tidegauge.reports._layout import Layout, narrowed
from tidegauge.reports.source import Source
from tidegauge.stores._store import Held, Store
from tidegauge.stores.days.question import DayQuestion

STEPS = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1))
"""Lengths of the buckets in which days are counted, to be put together to those that a report draws. Few, as what is
counted in each is kept apart; minutes are for windows that end now."""


@dataclass(frozen=True)
class FlatRows:
    """Flat rows of a filter, the conditions that stand in columns of their own there, and what reads them."""

    flat: sa.FromClause
    apart: Sequence[Condition]
    read: Callable[[sa.Select[Any]], pl.DataFrame]


RowsOf = Callable[[TraceFilter, Sequence[Metric]], FlatRows]
"""Returns the rows of a filter with what some metrics need."""


@dataclass(frozen=True)
class Pieces:
    """`stored` says what a question is called and `copied`, if given, answers it sooner when `store` has not kept it."""

    store: Store
    stored: RowsOf
    copied: RowsOf | None = None


def keeps_days(source: Source, asked: TraceFilter) -> bool:
    """Return whether a store keeps what is counted of single days of these rows; of traces, other days' spans tell."""
    return asked.grain is not Grain.TRACE and source.store.keeps_days


def pieces_of(source: Source, asked: TraceFilter, layout: Layout, by: tuple[str, ...]) -> Pieces | None:
    """Return what asks for the days of a filter's calls; None where the store keeps none, or a row is no single call."""
    if not keeps_days(source, asked):
        return None

    def rows_in(piece: TraceFilter, some: Sequence[Metric]) -> FlatRows:
        # Of the filter and not of the piece: from when on scores count is not to change from one day to the next.
        rows = source.rows(asked)
        flat = narrowed(rows, piece, layout, some, by).subquery("flat")
        return FlatRows(flat, conditions_apart(rows, piece, by), source.store.read)

    return Pieces(source.store, rows_in)


def held_pieces(plain: Pieces | None, layout: Layout, copy: Callable[[], Held]) -> Pieces | None:
    """Return the same with a copy of all rows, which is made when the first question comes that kept days do not answer."""
    if plain is None:
        return None

    def copied(piece: TraceFilter, some: Sequence[Metric]) -> FlatRows:
        held = copy()
        if held.is_copy:
            return FlatRows(held.rows, layout.apart, held.read)
        return plain.stored(piece, some)

    return replace(plain, copied=copied)


def step_of(asked: TraceFilter, buckets: Buckets) -> timedelta | None:
    """Return the longest bucket that divides days, the report's buckets and what lies before each window; None without one.

    >>> week = Window(EPOCH.replace(hour=3, minute=7), EPOCH.replace(day=8, hour=3, minute=7))
    >>> step_of(TraceFilter(Population(week)), Buckets(timedelta(hours=4)))
    datetime.timedelta(seconds=60)
    """
    if buckets.origin == EPOCH:
        return buckets.width
    starts = [side.window.start - EPOCH for side in asked.sides]
    return next((step for step in STEPS if not any(one % step for one in (*starts, buckets.width))), None)


def one_side(asked: TraceFilter, side: Population, window: Window) -> TraceFilter:
    """Return the filter of one side alone, in another window."""
    return replace(asked, current=Population(window, side.where), reference=None)


def days_of_sides(
    store: Store, asked: TraceFilter, question: Callable[[Population], DayQuestion]
) -> list[tuple[Population, pl.DataFrame]]:
    """Return both sides of a filter, each with the rows of its days and its number in the column `side`."""
    sides = {CURRENT: asked.current} | ({} if asked.reference is None else {REFERENCE: asked.reference})
    own = list(sides.values())
    asks = [replace(question(side), of=asked.grain) for side in own]
    if len({side.where for side in own}) == 1:
        frames = store.read_days(asks[0], [side.window for side in own])
    else:
        frames = [
            frame
            for one, side in zip(asks, own, strict=True)
            for frame in store.read_days(one, [side.window])
        ]
    return [
        (side, frame.with_columns(pl.lit(number, dtype=frame.schema["side"]).alias("side")).drop("day"))
        for (number, side), frame in zip(sides.items(), frames, strict=True)
    ]
