"""The rows of a filter, each with the side it is on, its time bucket, its dimensions and the values asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.conditions import condition, within
from tidegauge.queries.relation import Rows
from tidegauge.schema.catalog import Catalog
from tidegauge.schema.functions import time_bucket
from tidegauge.schema.tables import Kind

CURRENT, REFERENCE = 1, 0
"""The values of the column `side`."""


@dataclass(frozen=True)
class Buckets:
    """Equal time buckets, counted from the start of each side's own window."""

    width: timedelta


def rows_of(catalog: Catalog, asked: TraceFilter, dimensions: Mapping[str, str] | None = None) -> Rows:
    """Return the relation that a filter reads."""
    return Rows(catalog, asked.grain, _since(asked), dimensions)


def sides(
    rows: Rows,
    asked: TraceFilter,
    by: Sequence[str],
    values: Mapping[str, sa.ColumnElement[Any]],
    buckets: Buckets | None = None,
) -> sa.Subquery:
    """Return the filter's rows as a subquery with columns `side`, `bucket` (if asked), `d0`, `d1`, ... and `values`.

    One row of the store is one row here; grouping it is the caller's business.
    """
    columns: list[sa.ColumnElement[Any]] = [_side(rows, asked).label("side")]
    columns += [_bucket(rows, asked, buckets).label("bucket")] if buckets else []
    columns += [_dimension(rows, name).label(f"d{place}") for place, name in enumerate(by)]
    columns += [value.label(name) for name, value in values.items()]
    where = selected(rows, asked)
    return sa.select(*columns).select_from(rows.source()).where(*where).subquery("calls")


def selected(rows: Rows, asked: TraceFilter) -> list[sa.ColumnElement[bool]]:
    """Return the conditions that keep the rows of either side."""
    start = rows.spans.c.start_time
    populations = [side for side in (asked.current, asked.reference) if side]
    shared = [chip for chip in asked.where if all(chip in side.where for side in populations)]
    return [
        # Said apart from the sides: a plain range is what prunes files and row groups.
        start >= min(side.window.start for side in populations),
        start < max(side.window.end for side in populations),
        rows.grain_condition(),
        *(condition(rows, chip) for chip in shared),
        _side(rows, asked).is_not(None),
    ]


def _dimension(rows: Rows, name: str) -> sa.ColumnElement[str]:
    column: sa.ColumnElement[Any] = rows.column(name)
    return column if rows.kind(name) is Kind.TEXT else sa.cast(column, sa.Text)


def _side(rows: Rows, asked: TraceFilter) -> sa.ColumnElement[int | None]:
    current = sa.and_(within(rows, asked.current), *_own(rows, asked, asked.current.where))
    if asked.reference is None:
        return sa.case((current, CURRENT))
    reference = sa.and_(within(rows, asked.reference), *_own(rows, asked, asked.reference.where))
    return sa.case((current, CURRENT), (reference, REFERENCE))


def _own(rows: Rows, asked: TraceFilter, where: Sequence[Any]) -> list[sa.ColumnElement[bool]]:
    other = asked.reference.where if asked.reference else ()
    return [condition(rows, chip) for chip in where if not (chip in other and chip in asked.current.where)]


def _bucket(rows: Rows, asked: TraceFilter, buckets: Buckets) -> sa.ColumnElement[int]:
    width = int(buckets.width.total_seconds())
    current = time_bucket(rows.spans.c.start_time, asked.current.window.start, width)
    if asked.reference is None:
        return current
    reference = time_bucket(rows.spans.c.start_time, asked.reference.window.start, width)
    return sa.case((within(rows, asked.current), current), else_=reference)


def _since(asked: TraceFilter) -> datetime:
    return min(side.window.start for side in (asked.current, asked.reference) if side)
