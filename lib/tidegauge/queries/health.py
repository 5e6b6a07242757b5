"""How fully each column is recorded on both sides, and what its values span."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import sides
from tidegauge.schema.functions import approximate_distinct
from tidegauge.schema.tables import Kind

NUMBERS = (Kind.NUMBER, Kind.INTEGER)
CELL = ("kind", "failed", "feature")


def recorded(
    rows: Rows, asked: TraceFilter, columns: Sequence[str], *, daily: bool = False
) -> sa.Select[Any]:
    """Return rows (side, kind, failed, feature, rows, n0, n1, ...): how many rows record each of `columns`.

    By kind of span, failure and feature, because a tool has no model version, a failed call no answer, and a feature
    without retrieval no index: that is nothing to be alarmed about. With `daily` by the column `day` as well.
    """
    calls = cells(rows, asked, columns, daily=daily)
    keys = [calls.c[name] for name in ("side", *(["day"] if daily else []), *CELL)]
    return sa.select(*keys, *counts(calls, columns)).group_by(*keys)


def spread(rows: Rows, asked: TraceFilter, columns: Sequence[str]) -> sa.Select[Any]:
    """Return rows (side, distinct0, ..., and for numbers low0, high0, negative0, zero0, ...)."""
    calls = cells(rows, asked, columns)
    found: list[sa.ColumnElement[Any]] = []
    for place, name in enumerate(columns):
        column = calls.c[f"c{place}"]
        found.append(approximate_distinct(column).label(f"distinct{place}"))
        if rows.kind(name) in NUMBERS:
            found += [sa.func.min(column).label(f"low{place}"), sa.func.max(column).label(f"high{place}")]
            found += [
                _count_if(column < 0).label(f"negative{place}"),
                _count_if(column == 0).label(f"zero{place}"),
            ]
    return sa.select(calls.c.side, *found).group_by(calls.c.side)


def cells(
    rows: Rows,
    asked: TraceFilter,
    columns: Sequence[str],
    by: Sequence[str] = (),
    more: Mapping[str, sa.ColumnElement[Any]] | None = None,
    *,
    daily: bool = False,
) -> sa.Subquery:
    """Return the filter's rows with c0, c1, ... (the columns) and `CELL`: what tells apart spans of unlike content."""
    values: dict[str, sa.ColumnElement[Any]] = {
        f"c{place}": rows.spans.c[name] for place, name in enumerate(columns)
    }
    failed = sa.func.coalesce(rows.spans.c.status == "error", sa.false())
    cell: dict[str, sa.ColumnElement[Any]] = {
        "kind": sa.func.coalesce(rows.spans.c.kind, "other"),
        "failed": sa.case((failed, 1), else_=0),
        "feature": sa.func.coalesce(rows.spans.c.feature, ""),
    }
    return sides(rows, asked, by, {**cell, **values, **(more or {})}, daily=daily).subquery("calls")


def counts(calls: sa.Subquery, columns: Sequence[str]) -> list[sa.ColumnElement[Any]]:
    """Return `rows` and, for each column, the rows that record it."""
    recorded = [sa.func.count(calls.c[f"c{place}"]).label(f"n{place}") for place in range(len(columns))]
    return [sa.func.count().label("rows"), *recorded]


def _count_if(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.count(sa.case((condition, 1)))
