"""The rows of a filter, each with the side it is on, its time bucket, its dimensions and the values asked for."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import Condition, Population, TraceFilter
from tidegauge.queries.conditions import compared, condition
from tidegauge.queries.flat import conditions_apart, flat, reach
from tidegauge.queries.relation import Rows
from tidegauge.schema.catalog import Catalog
from tidegauge.schema.declared_dimensions import Dimensions
from tidegauge.schema.functions import time_bucket
from tidegauge.schema.tables import Kind

CURRENT, REFERENCE = 1, 0
"""The values of the column `side`."""

SQL = sa.ColumnElement[Any]
Meets = Callable[[Condition], sa.ColumnElement[bool]]


DAY = 86_400
"""Seconds of a day."""
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  every time here is UTC without a zone
_BLOCK = timedelta(days=28)


@dataclass(frozen=True)
class Buckets:
    """Equal time buckets, counted from `origin` (UTC), or from the start of each side's own window."""

    width: timedelta
    origin: datetime | None = None


def rows_of(catalog: Catalog, asked: TraceFilter, dimensions: Dimensions | None = None) -> Rows:
    """Return the relation that a filter reads."""
    return Rows(catalog, asked.grain, _since(asked), dimensions)


def sides(
    rows: Rows,
    asked: TraceFilter,
    by: Sequence[str],
    values: Mapping[str, SQL],
    buckets: Buckets | None = None,
    *,
    daily: bool = False,
) -> sa.Select[Any]:
    """Return the filter's rows with columns `side`, `bucket` and `day` (if asked), `d0`, `d1`, ... and `values`.

    One row of the store is one row here; grouping it is the caller's business.
    """
    calls = flat(rows, asked, by, values).subquery("flat")
    return divided(calls, asked, by, conditions_apart(rows, asked, by), buckets, daily=daily)


def divided(
    calls: sa.FromClause,
    asked: TraceFilter,
    by: Sequence[str],
    apart: Sequence[Condition],
    buckets: Buckets | None = None,
    keep: Container[str] | None = None,
    *,
    daily: bool = False,
) -> sa.Select[Any]:
    """Return the same of rows that were made `flat` before, with the conditions `apart` in columns of their own.

    `keep` names the columns that are wanted; none means all. A statement half as long is planned in half the time.
    `daily` adds the column `day`: UTC days since 1970.
    """

    def meets(chip: Condition) -> SQL:
        if chip in apart:
            met: SQL = calls.c[f"met{apart.index(chip)}"]
            return met
        return compared(calls.c[f"d{by.index(chip.attribute)}"], Kind.TEXT, chip)

    start, side = calls.c.started, _side(calls.c.started, asked, meets)
    columns: list[SQL] = [
        side.label("side"),
        *([_bucket(start, asked, buckets).label("bucket")] if buckets else []),
        *([time_bucket(start, EPOCH, DAY).label("day")] if daily else []),
    ]
    ours = {"started", *(f"met{place}" for place in range(len(apart)))}
    columns += [
        column for column in calls.c if column.name not in ours and (keep is None or column.name in keep)
    ]
    where = [*reach(start, asked), *map(meets, asked.shared)]
    where += [] if _adjoin(asked) else [side.is_not(None)]
    return sa.select(*columns).where(*where)


def selected(rows: Rows, asked: TraceFilter) -> list[sa.ColumnElement[bool]]:
    """Return the conditions that keep the rows of either side."""
    start, meets = rows.spans.c.start_time, partial(condition, rows)
    shared = map(meets, asked.shared)
    return [*reach(start, asked), rows.grain_condition(), *shared, _side(start, asked, meets).is_not(None)]


def _side(start: SQL, asked: TraceFilter, meets: Meets) -> sa.ColumnElement[int | None]:
    def on(side: Population) -> sa.ColumnElement[bool]:
        own = (meets(chip) for chip in side.where if chip not in asked.shared)
        return sa.and_(_within(start, side), *own)

    if asked.reference is None:
        return sa.case((on(asked.current), CURRENT))
    if _adjoin(asked):
        return sa.case((start >= asked.current.window.start, CURRENT), else_=REFERENCE)
    return sa.case((on(asked.current), CURRENT), (on(asked.reference), REFERENCE))


def _adjoin(asked: TraceFilter) -> bool:
    """Whether all within reach is on one side or the other: the windows touch, and the conditions are the same."""
    one, other = asked.current, asked.reference
    return other is not None and other.window.end == one.window.start and set(one.where) == set(other.where)


def _within(start: SQL, side: Population) -> sa.ColumnElement[bool]:
    return sa.and_(start >= side.window.start, start < side.window.end)


def _bucket(start: SQL, asked: TraceFilter, buckets: Buckets) -> sa.ColumnElement[int]:
    width = int(buckets.width.total_seconds())
    if buckets.origin is not None:
        return time_bucket(start, buckets.origin, width)
    current = time_bucket(start, asked.current.window.start, width)
    if asked.reference is None:
        return current
    reference = time_bucket(start, asked.reference.window.start, width)
    within = start >= asked.current.window.start if _adjoin(asked) else _within(start, asked.current)
    return sa.case((within, current), else_=reference)


def _since(asked: TraceFilter) -> datetime:
    """Return from when on scores may speak of these rows: the same moment for all windows that begin in one block of time.

    What a store keeps of a day is so the same for every window that the day is in.
    """
    first = min(side.window.start for side in asked.sides)
    is_early = first < datetime.min + 2 * _BLOCK  # noqa: DTZ901  as above
    return first if is_early else first - (first - EPOCH) % _BLOCK
