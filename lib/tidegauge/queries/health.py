"""How fully each column is recorded on both sides, and what its values span."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import sides
from tidegauge.schema.functions import approximate_distinct
from tidegauge.schema.tables import Kind

NUMBERS = (Kind.NUMBER, Kind.INTEGER)


def recorded(rows: Rows, asked: TraceFilter, columns: Sequence[str]) -> sa.Select[Any]:
    """Return rows (side, kind, failed, rows, n0, n1, ...): how many rows record each of `columns`.

    By kind of span and by failure, because a tool has no model version, and a failed call no answer: that is
    nothing to be alarmed about.
    """
    calls = _calls(rows, asked, columns)
    keys = [calls.c.side, calls.c.kind, calls.c.failed]
    counts = [sa.func.count(calls.c[f"c{place}"]).label(f"n{place}") for place in range(len(columns))]
    return sa.select(*keys, sa.func.count().label("rows"), *counts).group_by(*keys)


def spread(rows: Rows, asked: TraceFilter, columns: Sequence[str]) -> sa.Select[Any]:
    """Return rows (side, distinct0, ..., and for numbers low0, high0, negative0, zero0, ...)."""
    calls = _calls(rows, asked, columns)
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


def _calls(rows: Rows, asked: TraceFilter, columns: Sequence[str]) -> sa.Subquery:
    values: dict[str, sa.ColumnElement[Any]] = {
        f"c{place}": rows.spans.c[name] for place, name in enumerate(columns)
    }
    return sides(rows, asked, (), {**cell(rows), **values})


def cell(rows: Rows) -> dict[str, sa.ColumnElement[Any]]:
    """Return the columns `kind` and `failed` that tell apart spans which record different things."""
    failed = sa.func.coalesce(rows.spans.c.status == "error", sa.false())
    return {"kind": sa.func.coalesce(rows.spans.c.kind, "other"), "failed": sa.case((failed, 1), else_=0)}


def _count_if(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.count(sa.case((condition, 1)))
