"""Which values categories have on each side, and where and when columns are recorded."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.health import cells, counts
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import EPOCH, sides
from tidegauge.schema.functions import time_bucket


def category_values(
    rows: Rows, asked: TraceFilter, columns: Sequence[str], *, daily: bool = False
) -> sa.Select[Any]:
    """Return rows (side, place, value, n): the recorded values of `columns[place]`, as text; with `daily` by `day` as well."""
    calls = sides(rows, asked, columns, {}, daily=daily).subquery("calls")
    within = [calls.c.side, *([calls.c.day] if daily else [])]
    places = [calls.c[f"d{place}"] for place in range(len(columns))]
    level = sa.case(*((sa.func.grouping(place) == 0, number) for number, place in enumerate(places)))
    value = sa.case(*((sa.func.grouping(place) == 0, place) for place in places))
    sets = (sa.tuple_(*within, place) for place in places)
    query = sa.select(*within, level.label("place"), value.label("value"), sa.func.count().label("n"))
    found = query.group_by(sa.func.grouping_sets(*sets)).subquery("found")
    return sa.select(found).where(found.c.value.is_not(None))


def by_bucket(
    rows: Rows,
    asked: TraceFilter,
    columns: Sequence[str],
    cell: Sequence[str],
    width: timedelta,
    *,
    daily: bool = False,
) -> sa.Select[Any]:
    """Return rows (side, bucket, the columns of `cell`, rows, n0, ...): how many rows record each column, over time.

    Buckets are counted from 1970 on both sides, so that they are hours of the clock; with `daily` by `day` as well.
    """
    bucket = time_bucket(rows.spans.c.start_time, EPOCH, int(width.total_seconds()))
    calls = cells(rows, asked, columns, more={"bucket": bucket}, daily=daily)
    keys = [calls.c[name] for name in ("side", "bucket", *(["day"] if daily else []), *cell)]
    return sa.select(*keys, *counts(calls, columns)).group_by(*keys)


def by_segment(
    rows: Rows, asked: TraceFilter, columns: Sequence[str], cell: Sequence[str], dimensions: Sequence[str]
) -> sa.Select[Any]:
    """Return rows (place, value, the columns of `cell`, rows, n0, ...) for every value of `dimensions[place]`."""
    calls = cells(rows, asked, columns, dimensions)
    places = [calls.c[f"d{place}"] for place in range(len(dimensions))]
    level = sa.case(*((sa.func.grouping(place) == 0, number) for number, place in enumerate(places)))
    value = sa.case(*((sa.func.grouping(place) == 0, place) for place in places))
    keys = [calls.c[name] for name in cell]
    sets = (sa.tuple_(place, *keys) for place in places)
    query = sa.select(level.label("place"), value.label("value"), *keys, *counts(calls, columns))
    return query.group_by(sa.func.grouping_sets(*sets))
