"""Which values categories have on each side, and where a column's rows without a value lie."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.health import cell
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import sides
from tidegauge.schema.functions import time_bucket

Cells = Sequence[tuple[str, int]]
"""Kinds of span with 1 for failed ones and 0 for the others: the rows that can record a column at all."""


def category_values(rows: Rows, asked: TraceFilter, columns: Sequence[str]) -> sa.Select[Any]:
    """Return rows (side, place, value, n): the recorded values of `columns[place]`, as text."""
    calls = sides(rows, asked, columns, {})
    places = [calls.c[f"d{place}"] for place in range(len(columns))]
    level = sa.case(*((sa.func.grouping(place) == 0, number) for number, place in enumerate(places)))
    value = sa.case(*((sa.func.grouping(place) == 0, place) for place in places))
    sets = (sa.tuple_(calls.c.side, place) for place in places)
    query = sa.select(calls.c.side, level.label("place"), value.label("value"), sa.func.count().label("n"))
    found = query.group_by(sa.func.grouping_sets(*sets)).subquery("found")
    return sa.select(found).where(found.c.value.is_not(None))


def by_bucket(
    rows: Rows, asked: TraceFilter, columns: Mapping[str, Cells], origin: datetime, width: timedelta
) -> sa.Select[Any]:
    """Return rows (side, bucket, rows, n0, k0, ...): n counts the rows that can record a column, k those that do.

    Buckets are counted from `origin` on both sides, so that they are hours of the clock.
    """
    bucket = time_bucket(rows.spans.c.start_time, origin, int(width.total_seconds()))
    calls = sides(rows, asked, (), {"bucket": bucket, **_values(rows, columns)})
    keys = [calls.c.side, calls.c.bucket]
    return sa.select(*keys, sa.func.count().label("rows"), *_counts(calls, columns)).group_by(*keys)


def by_segment(
    rows: Rows, asked: TraceFilter, columns: Mapping[str, Cells], dimensions: Sequence[str]
) -> sa.Select[Any]:
    """Return rows (place, value, rows, n0, k0, ...) for every value of `dimensions[place]`."""
    calls = sides(rows, asked, dimensions, _values(rows, columns))
    places = [calls.c[f"d{place}"] for place in range(len(dimensions))]
    level = sa.case(*((sa.func.grouping(place) == 0, number) for number, place in enumerate(places)))
    value = sa.case(*((sa.func.grouping(place) == 0, place) for place in places))
    query = sa.select(
        level.label("place"), value.label("value"), sa.func.count().label("rows"), *_counts(calls, columns)
    )
    return query.group_by(sa.func.grouping_sets(*(sa.tuple_(place) for place in places)))


def _values(rows: Rows, columns: Mapping[str, Cells]) -> dict[str, sa.ColumnElement[Any]]:
    parts = cell(rows)
    values: dict[str, sa.ColumnElement[Any]] = {}
    for place, (name, cells) in enumerate(columns.items()):
        can = sa.or_(*(sa.and_(parts["kind"] == kind, parts["failed"] == failed) for kind, failed in cells))
        values[f"n{place}"] = sa.case((can, 1))
        values[f"k{place}"] = sa.case((sa.and_(can, rows.spans.c[name].is_not(None)), 1))
    return values


def _counts(calls: sa.Subquery, columns: Mapping[str, Cells]) -> list[sa.ColumnElement[Any]]:
    names = (f"{letter}{place}" for place in range(len(columns)) for letter in "nk")
    return [sa.func.count(calls.c[name]).label(name) for name in names]
